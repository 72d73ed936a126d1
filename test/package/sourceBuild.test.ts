import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { checkout, must } from './tools.ts';

describe('The npm package on a system that no addon in it fits', () => {
  let folder = '';
  const unpacked = (...names: string[]): string => join(folder, 'package', ...names);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tsv-source-'));
    const packed = must('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], checkout);
    must('tar', ['-xf', join(folder, packed.trim()), '-C', folder]);
    for (const file of readdirSync(unpacked('dist/native'))) rmSync(unpacked('dist/native', file));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const install = (env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [unpacked('src/native/install.mjs')], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });

  it('compiles one when it is installed, from the sources in it', () => {
    const { status, stderr } = install();
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^tsupervisord: no ready-made addon for linux-\w+-\w+, compiling it$/m);
    assert.match(must(unpacked('dist/tsupervisord.cjs'), ['--version']), /^\d/);
    assert.equal(readdirSync(unpacked('dist/native')).length, 1);
    // A second time there is nothing to do.
    assert.equal(install({ CC: '/no/such/compiler' }).stderr, '');
  });

  it('says what to do where there is no compiler, and so does the command', () => {
    const { status, stderr } = install({ CC: '/no/such/compiler' });
    assert.equal(status, 1);
    assert.match(stderr, /cannot compile the native addon with \/no\/such\/compiler: not found; install a C compiler/);
    const command = spawnSync(unpacked('dist/tsupervisord.cjs'), ['-n', '-c', '/dev/null'], { encoding: 'utf8' });
    assert.equal(command.status, 1);
    assert.match(command.stderr, /^Error: no native addon for this system: linux-[^\n]*\n$/);
    const [, script = ''] = /compile it with `node (\S+)`/.exec(command.stderr) ?? assert.fail(command.stderr);
    assert.ok(existsSync(script), script);
  });
});
