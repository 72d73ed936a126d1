import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { test } from 'node:test';
import type { Reaped } from '../../src/native/index.ts';
import { ended, native, output, shell, until } from './harness.ts';

const { SIGTERM, SIGKILL } = constants.signals;

for (const [script, status] of [
  ['exit 0', 0],
  ['exit 7', 7 << 8],
  ['kill -9 $$', SIGKILL],
] as const) {
  test(`\`${script}\` is reaped with wait status ${status}`, async () => {
    assert.equal(await ended(native.spawn(shell(script)).pid), status);
  });
}

test('nothing to reap is an empty list, with children running and without', async () => {
  assert.deepEqual(native.reap(), []);
  const { pid } = native.spawn(shell('exec sleep 100'));
  assert.ok(pid);
  assert.deepEqual(native.reap(), []);
  assert.equal(native.kill(pid, SIGTERM), 0);
  assert.equal(await ended(pid), SIGTERM);
});

test('many children that ended together are all in one answer', async () => {
  const pids = Array.from({ length: 50 }, () => native.spawn(shell('exit 0')).pid);
  const zombie = (pid = 0) => /^State:\sZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  await until(() => pids.every(zombie), 'every child has ended');
  assert.deepEqual(
    native
      .reap()
      .map(({ pid }) => pid)
      .sort(),
    pids.sort(),
  );
});

test('as subreaper we get the orphans of a child, and no more after it is switched off', async () => {
  native.setSubreaper(true);
  const { text } = await output(shell('(sleep 0.05; exit 5) >/dev/null 2>&1 & echo $!'));
  assert.equal(await ended(Number(text)), 5 << 8);
  native.setSubreaper(false);
});

test('a signal reaches a process group by its negative number, and a process that is gone is ESRCH', async () => {
  const { text: _, result } = await output(shell('sleep 100 >/dev/null 2>&1 & exec sleep 0.01', { leader: 'session' }));
  assert.ok(result.pid);
  assert.equal(native.kill(-result.pid, SIGKILL), 0);
  await until(() => native.kill(-(result.pid ?? 0), 0) === constants.errno.ESRCH, 'the group is gone');
  assert.equal(native.kill(result.pid, 0), constants.errno.ESRCH);
});

test('what a child has used of memory and CPU comes with its end', async () => {
  const { pid } = native.spawn(shell('i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done'));
  let entry: Reaped | undefined;
  await until(() => {
    entry = native.reap().find((each) => each.pid === pid);
    return entry !== undefined;
  }, 'the child has ended');
  assert.ok(entry);
  assert.ok(entry.user + entry.system > 0, 'it took time');
  assert.ok(entry.maxrss > 500 && entry.maxrss < 4 * 1024 * 1024, `${entry.maxrss} KiB`);
});
