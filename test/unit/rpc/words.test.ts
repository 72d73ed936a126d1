import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INITIAL_STATUS, type ProcessStatus } from '../../../src/process/status.ts';
import { logOfPath } from '../../../src/rpc/logTail.ts';
import { splitNamespec } from '../../../src/rpc/names.ts';
import { describe } from '../../../src/rpc/processDescription.ts';
import { pythonText } from '../../../src/rpc/pythonText.ts';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';

const NAMES: readonly (readonly [name: string, group: string, process: string | null])[] = [
  ['a', 'a', 'a'],
  ['a:b', 'a', 'b'],
  ['a:*', 'a', null],
  ['a:', 'a', null],
  ['a:b:c', 'a', 'b:c'],
  [':b', '', 'b'],
  ['', '', ''],
  ['*', '*', '*'],
];

for (const [name, group, process] of NAMES) {
  test(`the name ${JSON.stringify(name)}`, () => assert.deepEqual(splitNamespec(name), { group, process }));
}

const TEXTS: readonly (readonly [value: RpcValue, text: string])[] = [
  ['x', 'x'],
  [5, '5'],
  [true, 'True'],
  [null, 'None'],
  [[1, 'two', null], "[1, 'two', None]"],
  [{ a: false, "b'c": [] }, `{'a': False, "b'c": []}`],
];

for (const [value, text] of TEXTS) {
  test(`${JSON.stringify(value)} in a fault string`, () => assert.equal(pythonText(value), text));
}

const NOON = new Date(2024, 1, 9, 12, 5).getTime();
const DAY = 86_400_000;

const DESCRIPTIONS: readonly (readonly [status: Partial<ProcessStatus>, now: number, words: string])[] = [
  [{ state: 'STOPPED' }, NOON, 'Not started'],
  [{ state: 'STOPPED', laststart: 1000, laststop: NOON }, NOON, 'Feb 09 12:05 PM'],
  [{ state: 'EXITED', laststart: 1000, laststop: NOON - DAY / 2 }, NOON, 'Feb 09 12:05 AM'],
  [{ state: 'EXITED', laststart: 1000, laststop: NOON + DAY / 24 }, NOON, 'Feb 09 01:05 PM'],
  [{ state: 'STOPPED', nextRun: NOON }, NOON, 'Not started, next Feb 09 12:05 PM'],
  [
    { state: 'EXITED', laststart: 1000, laststop: NOON, nextRun: NOON + DAY },
    NOON,
    'Feb 09 12:05 PM, next Feb 10 12:05 PM',
  ],
  [{ state: 'RUNNING', pid: 7, laststart: NOON }, NOON, 'pid 7, uptime 0:00:00'],
  [{ state: 'RUNNING', pid: 7, laststart: NOON + 5000 }, NOON, 'pid 7, uptime 0:00:00'],
  [{ state: 'RUNNING', pid: 7, laststart: NOON + 999 }, NOON + 1000, 'pid 7, uptime 0:00:01'],
  [{ state: 'RUNNING', pid: 7, laststart: 0 }, DAY - 1, 'pid 7, uptime 23:59:59'],
  [{ state: 'RUNNING', pid: 7, laststart: 0 }, DAY, 'pid 7, uptime 1 day, 0:00:00'],
  [{ state: 'RUNNING', pid: 7, laststart: 0 }, 12.5 * DAY, 'pid 7, uptime 12 days, 12:00:00'],
  [{ state: 'FATAL', spawnerr: "can't find command" }, NOON, "can't find command"],
  [{ state: 'BACKOFF' }, NOON, 'unknown error (try "tail x")'],
  [{ state: 'STARTING' }, NOON, ''],
  [{ state: 'STOPPING' }, NOON, ''],
  [{ state: 'UNKNOWN' }, NOON, ''],
];

for (const [status, now, words] of DESCRIPTIONS) {
  test(`a process that is ${status.state} is described as "${words}"`, () => {
    assert.equal(describe('x', { ...INITIAL_STATUS, ...status }, now), words);
  });
}

const PATHS: readonly (readonly [path: string, log: string | null])[] = [
  ['/logtail/a', 'a.out'],
  ['/logtail/a/stdout', 'a.out'],
  ['/logtail/a/stderr', 'a.err'],
  ['/logtail/a:a', 'a.out'],
  ['/logtail/a:*', null],
  ['/logtail/a/command', null],
  ['/logtail/a/stdout/x', null],
  ['/logtail/a/__proto__', null],
  ['/logtail/__proto__', null],
  ['/logtail/../../etc/passwd', null],
  ['/logtail/', null],
  ['/logtail', null],
];

for (const [path, log] of PATHS) {
  test(`${path} is ${log === null ? 'nothing' : log}`, () => {
    const process = { config: { stdout_logfile: 'a.out', stderr_logfile: 'a.err', command: 'secret' } };
    const groups = new Map([['a', { processes: new Map([['a', process]]) }]]);
    assert.equal(logOfPath({ groups } as unknown as Parameters<typeof logOfPath>[0], path), log);
  });
}
