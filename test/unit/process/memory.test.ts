import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { createMemoryWatch, memoryUse } from '../../../src/process/memory/watch.ts';
import type { Process } from '../../../src/process/process.ts';
import { childrenByParent } from '../../../src/process/tree.ts';
import { handClock } from '../../helpers/handClock.ts';
import { processConfig } from '../../helpers/processConfig.ts';
import { waitFor } from '../../helpers/waitFor.ts';

const MB = 2 ** 20;

function watching() {
  const hand = handClock(0);
  const told: string[] = [];
  const uses = new Map<number, number>();
  let trees = 0;
  const watch = createMemoryWatch(
    hand.clock,
    ({ config }, { bytes, processes }) => void told.push(`${config.name} ${bytes / MB} ${processes}`),
    (pid) => ({ bytes: uses.get(pid) ?? 0, processes: 2 }),
    () => {
      trees++;
      return new Map();
    },
  );
  const add = (name: string, pid: number) => {
    const process = { config: processConfig({ name, max_memory: 100 * MB }), status: { state: 'RUNNING', pid } };
    watch.add(process as Process);
    return process;
  };
  return { ...hand, told, uses, add, trees: () => trees };
}

test('a program that uses more than it may is told of at the next look', () => {
  const { pass, told, uses, add } = watching();
  add('a', 1);
  add('b', 2);
  uses.set(1, 100 * MB).set(2, 100 * MB);
  pass(3000);
  assert.deepEqual(told, []);
  uses.set(2, 101 * MB);
  pass(3000);
  assert.deepEqual(told, ['b 101 2']);
});

test('all programs are looked at together, and no timer runs once none of them does', () => {
  const { pass, add, timers, trees } = watching();
  assert.equal(timers.size, 0);
  const [a, b] = [add('a', 1), add('b', 2)];
  assert.equal(timers.size, 1);
  pass(3000);
  assert.equal(trees(), 1);
  a.status.state = 'STOPPING';
  b.status.state = 'EXITED';
  pass(3000);
  assert.equal(trees(), 1);
  assert.equal(timers.size, 0);
  add('a', 3);
  assert.equal(timers.size, 1);
});

test('the memory of a process and of what descends from it is counted, in another session too', async () => {
  const hold = `const b = Buffer.alloc(60 * 2 ** 20, 1); console.log('held'); setInterval(() => b.length, 1000)`;
  const script = `setsid ${process.execPath} -e "${hold}" & wait`;
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let held = false;
  child.stdout.once('data', () => {
    held = true;
  });
  try {
    await waitFor('the memory to be held', () => held);
    const use = memoryUse(child.pid ?? 0, childrenByParent());
    assert.equal(use.processes, 2);
    assert.ok(use.bytes > 60 * MB && use.bytes < 400 * MB, String(use.bytes));
  } finally {
    for (const { pid } of childrenByParent().get(child.pid ?? 0) ?? []) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
  }
});

test('a process that has ended uses nothing', () => {
  assert.deepEqual(memoryUse(2 ** 22, new Map()), { bytes: 0, processes: 1 });
});
