import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessStateName } from '../../../../src/model/states.ts';
import {
  processCommunicationPayload,
  processLogPayload,
  processStatePayload,
} from '../../../../src/process/events/payloads.ts';

const CHANGE = { process: 'cat', group: 'animals', from: 'STARTING', expected: false, tries: 3, pid: 17 } as const;

/** Supervisor's documentation, "Event Types". */
const AFTER: Readonly<Record<ProcessStateName, string>> = {
  STARTING: ' tries:3',
  BACKOFF: ' tries:3',
  RUNNING: ' pid:17',
  STOPPING: ' pid:17',
  STOPPED: ' pid:17',
  EXITED: ' expected:0 pid:17',
  FATAL: '',
  UNKNOWN: '',
};

for (const [to, words] of Object.entries(AFTER)) {
  test(`the payload of PROCESS_STATE_${to} ends in '${words}'`, () => {
    const payload = processStatePayload({ ...CHANGE, to: to as ProcessStateName });
    assert.equal(payload, `processname:cat groupname:animals from_state:STARTING${words}`);
  });
}

const SOURCE = { process: 'cat', group: 'animals', pid: 17, channel: 'stderr' } as const;

test('output that is text is told as it is', () => {
  assert.equal(
    processLogPayload(SOURCE, Buffer.from('miau ü\n')),
    'processname:cat groupname:animals pid:17 channel:stderr\nmiau ü\n',
  );
});

test('output that is no text is told as Python writes bytes', () => {
  assert.equal(
    processCommunicationPayload(SOURCE, Buffer.from([0x61, 0xff])),
    "processname:cat groupname:animals pid:17\nUndecodable: b'a\\xff'",
  );
});
