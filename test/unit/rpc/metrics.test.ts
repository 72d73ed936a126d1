import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Process } from '../../../src/process/process.ts';
import { INITIAL_STATUS } from '../../../src/process/status.ts';
import { writeFamilies } from '../../../src/rpc/metrics/family.ts';
import { processFamilies } from '../../../src/rpc/metrics/processes.ts';
import { usageOf } from '../../../src/rpc/metrics/usage.ts';
import { processConfig } from '../../helpers/processConfig.ts';
import { parsePrometheus } from '../../helpers/prometheus.ts';

function fake(name: string, status: Partial<Process['status']> = {}): Process {
  const config = processConfig({ name });
  return { group: 'g', config, status: { ...INITIAL_STATUS, ...status }, outputBytes: () => 5 } as unknown as Process;
}

test('whatever a program is called, its labels can be read', async () => {
  const names = ['a"b', 'back\\slash', 'ü€', 'a,b="c"', '\\n', 'line\nbreak', '{}'];
  const page = parsePrometheus(
    writeFamilies(
      await processFamilies(
        names.map((name) => fake(name)),
        0,
      ),
    ),
  );
  for (const name of names) assert.equal(page.value('tsupervisord_process_starts_total', { name }), 0, name);
});

test('of a process that does not run there are no values that it would have to run for', async () => {
  const page = parsePrometheus(writeFamilies(await processFamilies([fake('a', { lastExit: 137 })], 0)));
  assert.equal(page.value('tsupervisord_process_last_exit_status'), 137);
  assert.equal(page.value('tsupervisord_process_uptime_seconds'), undefined);
  assert.equal(page.types.tsupervisord_process_resident_memory_bytes, undefined);
  assert.equal(page.value('tsupervisord_process_state', { state: 'STOPPED' }), 1);
  assert.equal(page.value('tsupervisord_process_state', { state: 'RUNNING' }), 0);
});

test('one that runs is looked up in /proc', async () => {
  const page = parsePrometheus(
    writeFamilies(await processFamilies([fake('a', { state: 'RUNNING', pid: process.pid, laststart: 1000 })], 3500)),
  );
  assert.equal(page.value('tsupervisord_process_uptime_seconds'), 2.5);
  assert.ok(Number(page.value('tsupervisord_process_resident_memory_bytes')) > 10_000_000);
  assert.ok(Number(page.value('tsupervisord_process_cpu_seconds_total')) > 0);
});

test('memory and threads are those that the kernel tells elsewhere, too', () => {
  const usage = usageOf(process.pid);
  const { rss } = process.memoryUsage();
  assert.ok(Math.abs((usage?.residentBytes ?? 0) - rss) < rss / 5);
  assert.equal(usage?.threads, readdirSync('/proc/self/task').length);
});

test('what a process uses is null where it is gone', () => assert.equal(usageOf(2 ** 22 + 1), null));
