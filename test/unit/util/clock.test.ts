import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { createClock } from '../../../src/util/clock.ts';

test('timers fire in the order in which they are due, never early, and cancelled ones not at all', async () => {
  const clock = createClock();
  const start = clock.now();
  const fired: number[] = [];
  await new Promise<void>((resolve) => {
    const cancel = [30, 5, 20, 15, 10].map((delay) =>
      clock.at(start + delay, () => {
        assert.ok(clock.now() >= start + delay, `${delay} ms fired early`);
        fired.push(delay);
        if (delay === 30) resolve();
      }),
    );
    cancel[3]?.();
  });
  assert.deepEqual(fired, [5, 10, 20, 30]);
});

test('a timer set by a timer for the past still fires', async () => {
  const clock = createClock();
  await new Promise<void>((resolve) => {
    clock.at(clock.now(), () => clock.at(0, resolve));
  });
});

test('many random timers fire in order', async () => {
  const clock = createClock();
  const start = clock.now();
  const delays = Array.from({ length: 500 }, (_, i) => (i * 7919) % 50);
  const fired: number[] = [];
  await Promise.all(
    delays.map(
      (delay) =>
        new Promise<void>((resolve) => {
          clock.at(start + delay, () => {
            fired.push(delay);
            resolve();
          });
        }),
    ),
  );
  assert.deepEqual(
    fired,
    [...delays].sort((a, b) => a - b),
  );
});

test('a timer that sets itself for now leaves the loop to others', async () => {
  const clock = createClock();
  let going = true;
  const again = () => {
    if (going) clock.at(clock.now(), again);
  };
  again();
  await new Promise<void>((resolve) => setTimeout(resolve, 5));
  going = false;
});

test('a timer that is never due keeps the process alive without waking it', () => {
  const code = `
    import { createClock } from './src/util/clock.ts';
    createClock().at(Number.POSITIVE_INFINITY, () => undefined);
    process.on('exit', () => console.log('left'));
    setTimeout(() => { console.log('alive'); process.kill(process.pid, 'SIGKILL'); }, 200).unref();
  `;
  const result = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
    encoding: 'utf8',
  });
  assert.equal(result.stdout, 'alive\n', result.stderr);
});
