import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SpawnSpec, SpawnStage } from '../../src/native/index.ts';
import { ended, folder, native, shell } from './harness.ts';

const { ENOENT, EACCES, ENOEXEC, ENOTTY, EBADF, EINVAL, EPERM, E2BIG, ELOOP, ENOTDIR } = constants.errno;
const root = process.getuid?.() === 0;

const plain = join(folder, 'plain');
writeFileSync(plain, 'no program');
const damaged = join(folder, 'damaged');
writeFileSync(damaged, '\x7fnothing', { mode: 0o755 });
const locked = join(folder, 'locked');
mkdirSync(locked, { mode: 0o700 });

const empty = openSync('/dev/null', 'r');
const limits = [{ resource: native.rlimit.NOFILE, soft: 20, hard: 10 }];
const user = { uid: 12345, gid: 12345, groups: [] };
const cases: readonly [string, SpawnStage, number, Partial<SpawnSpec>, boolean?][] = [
  ['a file that is not there', 'exec', ENOENT, { file: '/nonesuch' }],
  ['a file that is not executable', 'exec', EACCES, { file: plain }],
  ['a file in no known format', 'exec', ENOEXEC, { file: damaged }],
  ['a path through a file', 'exec', ENOTDIR, { file: `${plain}/x` }],
  ['more arguments than the system takes', 'exec', E2BIG, { argv: ['sh', 'x'.repeat(200_000)] }],
  ['a directory that is not there', 'chdir', ENOENT, { cwd: '/nonesuch' }],
  ['a directory that loops', 'chdir', ELOOP, { cwd: loop() }],
  ['a directory closed to the user', 'chdir', EACCES, { cwd: locked, credentials: user }, true],
  ['a group that cannot be', 'groups', EINVAL, { credentials: { ...user, groups: [4294967295] } }, true],
  ['a descriptor that is not open', 'fds', EBADF, { fds: [999] }],
  ['a negative descriptor', 'fds', EBADF, { fds: [-1] }],
  ['an OOM score that there is not', 'oom', EINVAL, { oomScoreAdj: 1001 }],
  ['a soft limit above the hard one', 'rlimits', EINVAL, { rlimits: limits }],
  ['a terminal that is none', 'tty', ENOTTY, { fds: [empty], leader: 'session', controllingTerminal: true }],
];

function loop(): string {
  const path = join(folder, 'loop');
  spawnSync('ln', ['-s', path, path]);
  return path;
}

for (const [what, stage, errno, spec, needsRoot] of cases) {
  test(`${what} fails at ${stage}, and the child ends with 127`, {
    skip: needsRoot && !root && 'needs root',
  }, async () => {
    const result = native.spawn(shell('exit 0', spec));
    assert.ok(result.pid !== undefined);
    assert.deepEqual(result.failure, { stage, errno });
    assert.equal(await ended(result.pid), 127 << 8);
  });
}

test('giving up makes a child that ends with 127 and did not try', async () => {
  const result = native.spawn(shell('exit 0', { giveUp: true }));
  assert.ok(result.pid !== undefined);
  assert.deepEqual(result.failure, { stage: 'exec', errno: 0 });
  assert.equal(await ended(result.pid), 127 << 8);
  closeSync(empty);
});

/** What the process lacks, the rights that remain to it, and where its child then fails. */
const rights: readonly [string, string[], Partial<SpawnSpec>, SpawnStage, number][] = [
  ['CAP_SETGID', ['--bounding-set', '-setgid'], { credentials: user }, 'groups', EPERM],
  ['CAP_SETUID', ['--bounding-set', '-setuid'], { credentials: user }, 'uid', EPERM],
  ['CAP_SYS_NICE', ['--bounding-set', '-sys_nice'], { nice: -5 }, 'nice', EACCES],
  ['CAP_SYS_RESOURCE', ['--bounding-set', '-sys_resource'], { oomScoreAdj: -500 }, 'oom', EACCES],
];

for (const [capability, setpriv, spec, stage, errno] of rights) {
  test(`without ${capability} the child fails at ${stage}`, { skip: !root && 'needs root' }, () => {
    const script = `
      const { native } = await import(${JSON.stringify(new URL('../../src/native/index.ts', import.meta.url).href)});
      console.log(JSON.stringify(native.spawn(${JSON.stringify(shell('exit 0', spec))}).failure));
    `;
    const node = [process.execPath, '--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
    const { stdout, stderr } = spawnSync('setpriv', [...setpriv, ...node], { encoding: 'utf8' });
    assert.equal(stdout.trim(), JSON.stringify({ stage, errno }), stderr);
  });
}

test('no child at all is an errno', { skip: !root && 'needs root' }, () => {
  const script = `
    const { native } = await import(${JSON.stringify(new URL('../../src/native/index.ts', import.meta.url).href)});
    native.setCredentials({ uid: 54321, gid: 54321, groups: [] });
    native.setRlimit({ resource: native.rlimit.NPROC, soft: 1, hard: 1 });
    console.log(JSON.stringify(native.spawn(${JSON.stringify(shell('exit 0'))})));
  `;
  const node = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' });
  assert.equal(stdout.trim(), JSON.stringify({ errno: constants.errno.EAGAIN }), stderr);
});
