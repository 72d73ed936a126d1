import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { describe, test } from 'node:test';
import { findConfigFile, searchPaths } from '../../../src/config/search.ts';
import { write } from './surroundings.ts';

describe('Without -c a configuration is looked for', () => {
  test('beside the folder of the program, here, and in /etc', () => {
    assert.deepEqual(searchPaths('/opt/x/bin/supervisord'), [
      '/opt/x/etc/supervisord.conf',
      '/opt/x/supervisord.conf',
      'supervisord.conf',
      'etc/supervisord.conf',
      '/etc/supervisord.conf',
      '/etc/supervisor/supervisord.conf',
    ]);
  });

  test('relative to the working directory where the program has no path', () => {
    assert.deepEqual(searchPaths('supervisord').slice(0, 2), ['etc/supervisord.conf', 'supervisord.conf']);
  });

  test('and the first that exists is taken, with a warning for root', (t) => {
    const file = write(t, { 'etc/supervisord.conf': '', 'bin/x': '' });
    const here = dirname(dirname(file));
    const found = findConfigFile(`${here}/bin/x`, '/', 0);
    assert.ok(found.ok);
    assert.equal(found.file, file);
    assert.match(found.warning ?? '', /^Supervisord is running as root and it is searching for its configuration file/);
    assert.equal(findConfigFile(`${here}/bin/x`, '/', 1000).warning, null);
  });
});
