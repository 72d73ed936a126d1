import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';

function told(daemon: Daemon, pattern: RegExp): string[] {
  return daemon.log().flatMap(({ text }) => (pattern.test(text) ? [text] : []));
}

async function endsWell(daemon: Daemon): Promise<void> {
  daemon.signal('SIGTERM');
  assert.deepEqual(await daemon.waitExit(30_000), { code: 0, signal: null });
}

test('a scheduled job does not start with the daemon, but at its times, and a quick end is a success', {
  timeout: 60_000,
}, async () => {
  const config = oursConfig({
    job: "command=sh -c 'echo done'\nschedule=* * * * * *",
    night: "command=sh -c 'echo never'\nschedule=0 0 1 1 *",
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^exited: job \(exit status 0; expected\)$/, 3);
    assert.equal(told(daemon, /^schedule: starting job$/).length >= 3, true);
    assert.deepEqual(told(daemon, /night|BACKOFF|not expected/), []);
    await endsWell(daemon);
  });
});

test('a run that is due while the one before goes on is left out', { timeout: 60_000 }, async () => {
  const config = oursConfig({ job: "command=sh -c 'sleep 2.5'\nschedule=* * * * * *" });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^schedule: job is RUNNING, so that this run is left out$/, 2);
    await daemon.waitLog(/^spawned: 'job'/, 2);
    const runs = told(daemon, /^(spawned: 'job'|exited: job)/).map((text) => text.slice(0, 6));
    assert.deepEqual(runs.slice(0, 3), ['spawne', 'exited', 'spawne']);
    await endsWell(daemon);
  });
});

test('a scheduled job waits for what it depends on, after it has run once too', { timeout: 60_000 }, async () => {
  const config = oursConfig({
    db: "command=sh -c 'sleep 2; touch {dir}/ready; exec sleep 1000'\nready=file:{dir}/ready",
    job: "command=sh -c 'rm {dir}/ready'\nschedule=* * * * * *\ndepends_on=db:ready",
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^schedule: starting job$/);
    assert.deepEqual(told(daemon, /^spawned: 'job'/), []);
    await daemon.waitLog(/^spawned: 'job'/);
    const order = told(daemon, /^(ready: db|spawned: 'job')/).map((text) => text.slice(0, 5));
    assert.deepEqual(order.slice(0, 2), ['ready', 'spawn']);
    await daemon.waitLog(/^schedule: starting job$/, 4);
    assert.deepEqual(told(daemon, /cannot happen/), []);
    await endsWell(daemon);
  });
});

test('exit_when_idle waits for what a schedule will start', { timeout: 60_000 }, async () => {
  const config = oursConfig(
    { once: "command=sh -c 'sleep 0.1'\ntype=oneshot", job: "command=sh -c 'exit 0'\nschedule=*/2 * * * * *" },
    'exit_when_idle=true',
  );
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^exited: once/);
    await daemon.waitLog(/^exited: job/, 2);
    await endsWell(daemon);
  });
});

test('a daemon that is restarted has one schedule, not two', { timeout: 60_000 }, async () => {
  const config = oursConfig({ job: "command=sh -c 'exit 0'\nschedule=*/3 * * * * *" });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^exited: job/);
    daemon.signal('SIGHUP');
    await daemon.waitLog(/^schedule: starting job$/, 4);
    const starts = daemon.log().filter(({ text }) => text === 'schedule: starting job');
    const seconds = starts.map(({ time }) => time.slice(0, 19));
    assert.equal(new Set(seconds).size, seconds.length);
    await endsWell(daemon);
  });
});
