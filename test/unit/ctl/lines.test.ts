import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProcessInfo } from '../../../src/ctl/api.ts';
import { previewLines } from '../../../src/ctl/commands/updateOptions.ts';
import { errorLine, HttpError, PythonError, RpcFault } from '../../../src/ctl/errors.ts';
import { columns } from '../../../src/ctl/format/columns.ts';
import { clearResult, signalResult, startResult, stopResult } from '../../../src/ctl/format/results.ts';
import { statusTable } from '../../../src/ctl/format/statusTable.ts';
import { makeNamespec, splitNamespec } from '../../../src/ctl/namespec.ts';
import { parseLine } from '../../../src/ctl/parseLine.ts';

function info(group: string, name: string, statename: string, description: string): ProcessInfo {
  return { group, name, statename, description, state: 0, pid: 0, stderr_logfile: '' };
}

describe('names of processes', () => {
  const CASES = [
    ['cat', { group: 'cat', name: 'cat' }],
    ['g:cat', { group: 'g', name: 'cat' }],
    ['g:*', { group: 'g', name: null }],
    ['g:', { group: 'g', name: null }],
    [':x', { group: '', name: 'x' }],
    ['g:a:b', { group: 'g', name: 'a:b' }],
  ] as const;
  for (const [text, parts] of CASES) {
    test(`${text} is taken apart`, () => assert.deepEqual(splitNamespec(text), parts));
  }
  test('a group of the same name is left out', () => {
    assert.equal(makeNamespec('cat', 'cat'), 'cat');
    assert.equal(makeNamespec('g', 'cat'), 'g:cat');
  });
});

describe('lines of the shell', () => {
  const CASES = [
    ['  status  a b ', 'status', 'a b'],
    ['?tail', 'help', 'tail'],
    ['?', 'help', ''],
    ['pid:x', 'pid', ':x'],
    ['tail -f x', 'tail', '-f x'],
    [':x', null, ':x'],
    ['', null, ''],
    ['\u2003start cat\u00a0', 'start', 'cat'],
  ] as const;
  for (const [line, command, arg] of CASES) {
    test(`${JSON.stringify(line)} is understood`, () => {
      const parsed = parseLine(line);
      assert.deepEqual([parsed.command, parsed.arg], [command, arg]);
    });
  }
});

describe('results', () => {
  const result = (status: number) => ({ group: 'g', name: 'n', status, description: 'FAILED: said the server' });
  const CASES = [
    [startResult, 80, 'g:n: started'],
    [startResult, 50, 'g:n: ERROR (spawn error)'],
    [startResult, 40, 'g:n: ERROR (abnormal termination)'],
    [stopResult, 80, 'g:n: stopped'],
    [stopResult, 70, 'g:n: ERROR (not running)'],
    [stopResult, 30, 'FAILED: said the server'],
    [signalResult, 11, 'g:n: ERROR (bad signal name)'],
    [clearResult, 30, 'g:n: ERROR (failed)'],
  ] as const;
  for (const [format, status, line] of CASES) {
    test(`${format.name} of ${status} is ${line}`, () => assert.equal(format(result(status)), line));
  }
  test('a fault that an action does not know is an error', () => {
    assert.throws(() => startResult(result(6)), new PythonError('ValueError', 'Unknown result code 6 for g:n'));
  });
});

describe('tables', () => {
  const INFOS = [info('cat', 'cat', 'RUNNING', 'pid 1'), info('g', 'ä', 'STOPPED', 'Not started')];

  test('piped output has the columns of the reference', () => {
    assert.deepEqual(statusTable(INFOS, false), [
      `cat${' '.repeat(30)}RUNNING   pid 1`,
      `g:ä${' '.repeat(30)}STOPPED   Not started`,
    ]);
  });
  test('on a terminal columns fit and states have colours', () => {
    assert.deepEqual(statusTable(INFOS, true)[0], 'cat   \x1b[32mRUNNING   \x1b[0mpid 1');
  });
  test('a long name makes the column wider', () => {
    const name = 'n'.repeat(40);
    assert.equal(statusTable([info(name, name, 'RUNNING', 'x')], false)[0], `${name}   RUNNING   x`);
  });
  test('topics are listed downwards', () => {
    assert.deepEqual(columns(['a', 'bb', 'c', 'd', 'e'], 8), ['a   c  e', 'bb  d']);
    assert.deepEqual(columns(['one'], 79), ['one']);
    assert.deepEqual(columns([], 79), []);
  });
  test('a preview lists groups and options', () => {
    const differences = [{ process: 'web_1', option: 'command', before: 'a', after: 'b' }];
    assert.deepEqual(previewLines([{ group: 'web', change: 'changed', differences }]), [
      'web: changed',
      '    web:web_1 command: a -> b',
    ]);
    assert.deepEqual(previewLines([]), ['No config updates to processes']);
  });
});

describe('the line for what went wrong', () => {
  test('a fault looks like that of Python', () => {
    const fault = new RpcFault(10, "BAD_NAME: it's");
    fault.where = 'supervisor.stop at unix:///x';
    assert.equal(
      errorLine(fault),
      `error: <class 'xmlrpc.client.Fault'>, <Fault 10: "BAD_NAME: it's">: supervisor.stop at unix:///x`,
    );
  });
  test('an HTTP status too', () => {
    assert.equal(
      errorLine(new HttpError(404, 'Not Found')),
      "error: <class 'xmlrpc.client.ProtocolError'>, <ProtocolError for 127.0.0.1/RPC2: 404 Not Found>",
    );
  });
});
