import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessConfig } from '../../../src/model/config.ts';
import type { Process } from '../../../src/process/process.ts';
import { INITIAL_STATUS, type ProcessStatus } from '../../../src/process/status.ts';
import { conditionOf, conditions } from '../../../src/rpc/health/condition.ts';
import { processConfig } from '../../helpers/processConfig.ts';

function fake(config: Partial<ProcessConfig>, status: Partial<ProcessStatus>, group = 'cat'): Process {
  return { group, config: processConfig(config), status: { ...INITIAL_STATUS, ...status } } as Process;
}

const FILE = { kind: 'file', path: '/there' } as const;
const RUNNING = { state: 'RUNNING', pid: 7 } as const;

const CASES: readonly [Partial<ProcessConfig>, Partial<ProcessStatus>, boolean, string][] = [
  [{}, RUNNING, true, 'RUNNING'],
  [{}, { state: 'STARTING', pid: 7 }, false, 'STARTING'],
  [{}, {}, false, 'STOPPED'],
  [{}, { waitingFor: 'db:ready' }, false, 'STOPPED, waiting for db:ready'],
  [{}, { state: 'FATAL' }, false, 'FATAL'],
  [{ ready: FILE }, RUNNING, false, 'RUNNING, not ready'],
  [{ ready: FILE }, { state: 'FATAL' }, false, 'FATAL'],
  [{ ready: FILE }, { ...RUNNING, ready: true }, true, 'RUNNING, ready'],
  [{ ready: FILE }, { state: 'STARTING', pid: 7, ready: true }, false, 'STARTING, ready'],
  [{ health: FILE }, { ...RUNNING, health: 'starting' }, true, 'RUNNING'],
  [{ health: FILE }, { ...RUNNING, health: 'healthy' }, true, 'RUNNING, healthy'],
  [{ ready: FILE, health: FILE }, { ...RUNNING, ready: true, health: 'unhealthy' }, false, 'RUNNING, ready, unhealthy'],
  [{ ready: FILE, health: FILE }, { ...RUNNING, health: 'unhealthy' }, false, 'RUNNING, not ready, unhealthy'],
  [{ type: 'oneshot' }, { state: 'EXITED', exitstatus: 0, lastExit: 0 }, true, 'done'],
  [{ type: 'oneshot' }, { state: 'EXITED', exitstatus: 3, lastExit: 3 }, false, 'EXITED (exit status 3)'],
  [{}, { state: 'EXITED', exitstatus: -1, lastExit: 137 }, false, 'EXITED (exit status 137)'],
  [
    {},
    { state: 'EXITED', exitstatus: 0, lastExit: 0 },
    false,
    'EXITED (exit status 0; type=oneshot says that it is meant to end)',
  ],
];

for (const [config, status, ok, words] of CASES) {
  test(`'${words}' is ${ok ? 'well' : 'not well'}`, () => {
    assert.deepEqual(conditionOf(fake(config, status)), { name: 'cat', ok, words });
  });
}

test('what does not start with the daemon does not count, and names of groups are told where they differ', () => {
  const processes = [fake({ autostart: false }, {}), fake({}, RUNNING, 'pets')];
  assert.deepEqual(
    conditions(processes).map(({ name }) => name),
    ['pets:cat'],
  );
});
