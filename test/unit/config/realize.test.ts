import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Overrides } from '../../../src/config/commandline/commandLine.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { realizeOptions } from '../../../src/config/realize.ts';
import { surroundings, write } from './surroundings.ts';

function realize(file: string, overrides: Overrides = {}) {
  const result = loadConfig(file, surroundings());
  assert.ok(result.ok, result.ok ? '' : result.error);
  return realizeOptions(overrides, result.config, { ...surroundings(), cwd: '/somewhere' });
}

describe('A configuration that is about to run', () => {
  test('has the values of the command line over those of the file', (t) => {
    const file = write(t, '[supervisord]\nnodaemon=false\nidentifier=file\nminfds=7\n');
    const result = realize(file, { nodaemon: true, identifier: 'line', umask: 0 });
    assert.ok(result.ok);
    const { nodaemon, identifier, minfds, umask } = result.config.supervisord;
    assert.deepEqual(
      { nodaemon, identifier, minfds, umask },
      { nodaemon: true, identifier: 'line', minfds: 7, umask: 0 },
    );
  });

  test('has absolute paths for its log and its pid file', (t) => {
    const result = realize(write(t, '[supervisord]\nlogfile=./b.log\n'), {
      pidfile: '~/x.pid',
    });
    assert.ok(result.ok);
    assert.equal(result.config.supervisord.logfile, '/somewhere/b.log');
    assert.equal(result.config.supervisord.pidfile, '/root/x.pid');
  });

  test('leaves the log named syslog alone', (t) => {
    const result = realize(write(t, '[supervisord]\nlogfile=syslog\n'));
    assert.ok(result.ok);
    assert.equal(result.config.supervisord.logfile, 'syslog');
  });

  test('knows who its user is', (t) => {
    const result = realize(write(t, '[supervisord]\nuser=alice\n'));
    assert.ok(result.ok);
    assert.deepEqual([result.uid, result.gid], [1000, 100]);
  });

  test('is refused where nobody knows the user', (t) => {
    assert.deepEqual(realize(write(t, '[supervisord]\n'), { user: 'bob' }), {
      ok: false,
      error: 'Invalid user name bob',
    });
  });

  const servers = [
    { text: '', url: null },
    { text: '[inet_http_server]\nport=9001\n', url: 'http://localhost:9001' },
    { text: '[inet_http_server]\nport=h:9001\n[unix_http_server]\nfile=/tmp/s\n', url: 'unix:///tmp/s' },
    { text: '[inet_http_server]\nport=[::1]:9001\n', url: 'http://[::1]:9001' },
    { text: '[inet_http_server]\nport=::1:9001\n', url: 'http://[::1]:9001' },
    { text: '[inet_http_server:a]\nport=h:1\n[inet_http_server:b]\nport=h:2\n', url: 'http://h:1' },
  ];
  for (const { text, url } of servers) {
    test(`tells programs that it is at ${url}`, (t) => {
      const result = realize(write(t, `[supervisord]\n${text}`));
      assert.ok(result.ok);
      assert.equal(result.serverurl, url);
    });
  }
});
