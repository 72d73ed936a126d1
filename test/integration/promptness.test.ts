import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { readProc } from '../helpers/processes.ts';
import { pause, waitFor } from '../helpers/waitFor.ts';

/** Wall clock of the activity log in milliseconds. */
function timesOf(daemon: Daemon, pattern: RegExp): number[] {
  return daemon
    .log()
    .flatMap(({ time, text }) => (pattern.test(text) ? [Date.parse(time.replace(' ', 'T').replace(',', '.'))] : []));
}

async function end(daemon: Daemon): Promise<void> {
  daemon.signal('SIGTERM');
  assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
}

test('a program that ran for over a second is running again within 100 ms of its exit', {
  timeout: 90_000,
}, async () => {
  const config = oursConfig({
    again: "command=sh -c 'date +%%s%%3N >> {dir}/starts; sleep 1.3; date +%%s%%3N >> {dir}/ends; exit 1'",
    other: 'command=sleep 1000',
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^spawned: 'again'/, 6, 60_000);
    const list = (name: string): number[] => (daemon.sandbox.read(name) ?? '').trim().split('\n').map(Number);
    const [starts, ends] = [list('starts'), list('ends')];
    const gaps = ends.slice(0, 5).map((at, index) => (starts[index + 1] ?? Number.POSITIVE_INFINITY) - at);
    // The shortest: a busy machine makes the others long.
    assert.ok(Math.min(...gaps) < 100, `milliseconds from exit to start: ${gaps.join(', ')}`);
    await end(daemon);
  });
});

test('a program that ends at once is not started more than once a second', { timeout: 60_000 }, async () => {
  const config = oursConfig({ loop: "command=sh -c 'exit 1'\nstartsecs=0", other: 'command=sleep 1000' });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^spawned: 'loop'/, 4);
    const starts = timesOf(daemon, /^spawned: 'loop'/);
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    assert.ok(Math.min(...gaps) >= 950, `milliseconds between starts: ${gaps.join(', ')}`);
    await end(daemon);
  });
});

test('a grandchild that holds the pipe open does not delay the exit, and its output is still logged', {
  timeout: 60_000,
}, async () => {
  const config = oursConfig({
    parent: `command=sh -c '(sleep 3; echo late; sleep 1000) & sleep 1.2; echo parent; exit 3'\nautorestart=false`,
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^exited: parent \(exit status 3; not expected\)/);
    const [spawned = 0] = timesOf(daemon, /^spawned/);
    const [exited = 0] = timesOf(daemon, /^exited/);
    assert.ok(exited - spawned < 2_800, `${exited - spawned} ms`);
    assert.match(daemon.sandbox.read('parent.out') ?? '', /parent\n/);
    await end(daemon);
  });
});

test('an idle daemon does not wake up', { timeout: 90_000 }, async () => {
  const programs = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`p${index}`, 'command=sleep 1000']));
  await withDaemon({ flavour: 'ours', config: oursConfig(programs) }, async (daemon) => {
    for (const name of Object.keys(programs)) await daemon.waitLog(new RegExp(`^success: ${name} `));
    // V8 tidies up for some seconds after a start; a daemon that polls is never quiet for so long.
    await waitFor('five seconds without a wake-up', quietFor(daemon.pid, 5_000), { every: 100, within: 40_000 });
    const before = switches(daemon.pid);
    await pause(5_000);
    const count = switches(daemon.pid) - before;
    assert.ok(count <= 3, `${count} wake-ups of all threads in 5 s`);
    await end(daemon);
  });
});

/** Voluntary context switches of all threads: each sleep that ended is one. */
function switches(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) =>
      Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(readProc(pid, `task/${task}/status`) ?? '')?.[1] ?? 0),
    )
    .reduce((sum, count) => sum + count, 0);
}

function quietFor(pid: number, ms: number): () => boolean {
  let last = switches(pid);
  let since = performance.now();
  return () => {
    const now = switches(pid);
    if (now !== last) since = performance.now();
    last = now;
    return performance.now() - since > ms;
  };
}
