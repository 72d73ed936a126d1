import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { RpcFault } from '../../../src/model/faults.ts';
import type { Process } from '../../../src/process/process.ts';
import { eachProcess } from '../../../src/rpc/eachProcess.ts';
import type { Answer } from '../../../src/rpc/method.ts';

/** What each process does: at once, after so many milliseconds, or a fault. */
const ACTS: Readonly<Record<string, () => Answer>> = {
  slowest: () => setTimeout(250, true),
  fault: () => {
    throw new RpcFault('BAD_NAME', 'fault');
  },
  soon: () => setTimeout(20, true),
  sooner: () => setTimeout(2, true),
  'fails later': () => setTimeout(130).then(() => Promise.reject(new RpcFault('SPAWN_ERROR', 'fails later'))),
  'at once': () => true,
};

function processes(names: readonly string[]): Process[] {
  return names.map((name) => ({ group: name, config: { name } }) as Process);
}

test('results: first what was done at once, then the others in rounds, each round in the order asked', async () => {
  const results = await eachProcess(
    processes(Object.keys(ACTS)),
    () => true,
    (name) => ACTS[name]?.() ?? null,
  );
  assert.deepEqual(
    results.map(({ name, status, description }) => [name, status, description]),
    [
      ['fault', 10, 'BAD_NAME: fault'],
      ['at once', 80, 'OK'],
      ['soon', 80, 'OK'],
      ['sooner', 80, 'OK'],
      ['fails later', 50, 'SPAWN_ERROR: fails later'],
      ['slowest', 80, 'OK'],
    ],
  );
});

test('whether it applies is asked when its turn comes', async () => {
  const done: string[] = [];
  const results = await eachProcess(
    processes(['a', 'b', 'c']),
    ({ config }) => config.name !== 'b' || !done.includes('a'),
    (name) => done.push(name) > 0,
  );
  assert.deepEqual(
    results.map(({ name }) => name),
    ['a', 'c'],
  );
});

test('an error that is no fault is not swallowed', async () => {
  const failing = eachProcess(
    processes(['a']),
    () => true,
    () => {
      throw new Error('a bug');
    },
  );
  await assert.rejects(failing, { message: 'a bug' });
});

test('many processes leave the loop time for others', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns++;
  }, 1);
  await eachProcess(
    processes(Array.from({ length: 40 }, (_, index) => `p${index}`)),
    () => true,
    () => {
      for (const until = performance.now() + 2; performance.now() < until; );
      return true;
    },
  );
  clearInterval(timer);
  assert.ok(turns >= 3, `${turns} turns`);
});
