import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWN, PROCESS_NAME, SHARED, STDERR, STDOUT } from '../../../src/config/options/program.ts';
import type { Process } from '../../../src/process/process.ts';
import { INITIAL_STATUS } from '../../../src/process/status.ts';
import type { RpcContext } from '../../../src/rpc/context.ts';
import { handleCall } from '../../../src/rpc/handleCall.ts';
import { method } from '../../../src/rpc/method.ts';
import { CONFIG_INFO } from '../../../src/rpc/methods/configInfo.ts';
import { createInfoWriter } from '../../../src/rpc/processInfo.ts';
import { parseResponse } from '../../../src/xmlrpc/parse.ts';
import type { RpcStruct } from '../../../src/xmlrpc/values.ts';
import { joinResponse, writeCall, writeResponse } from '../../../src/xmlrpc/write.ts';
import { processConfig } from '../../helpers/processConfig.ts';
import { fakeContext } from './fakes.ts';

test('getAllConfigInfo shows every option that its row gives a name in it', () => {
  const config = processConfig({ name: 'ü' });
  const group = { kind: 'program', name: 'g', priority: 1, processes: [config] };
  const context = { supervisor: { groups: new Map(), config: { groups: [group] } } };
  const [info] = CONFIG_INFO.getAllConfigInfo.run(context as unknown as RpcContext, []) as RpcStruct[];
  const rows = [PROCESS_NAME, ...[SHARED, OWN, STDOUT, STDERR].flatMap((table) => Object.values(table))];
  const named = rows.flatMap(({ rpc }) => rpc ?? []);
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.filter((name) => !Object.hasOwn(info ?? {}, name)),
    [],
  );
});

const RUNNING = { ...INITIAL_STATUS, state: 'RUNNING', pid: 7, laststart: 1000 } as const;

function fakeProcess(name: string, status: Process['status']): Process {
  return {
    group: 'grüppe',
    config: processConfig({ name, stdout_logfile: '/a&b', stderr_logfile: null }),
    status,
  } as Process;
}

test('what is kept of an answer is sent like what is not', () => {
  const processes = [fakeProcess('a', INITIAL_STATUS), fakeProcess('ü', RUNNING)];
  for (const now of [5000, 65_000]) {
    const infos = processes.map(createInfoWriter(now));
    assert.equal(joinResponse(infos).toString(), writeResponse(infos));
    const { value } = parseResponse(joinResponse(infos));
    assert.deepEqual(
      (value as RpcStruct[]).map((info) => [info.name, info.group, info.logfile, info.now, info.description]),
      [
        ['a', 'grüppe', '/a&b', now / 1000, 'Not started'],
        ['ü', 'grüppe', '/a&b', now / 1000, `pid 7, uptime 0:0${now < 60_000 ? '0:04' : '1:04'}`],
      ],
    );
  }
});

test('a new status is seen at once', () => {
  const process = fakeProcess('a', INITIAL_STATUS);
  const state = (each: Process): unknown => {
    const { value } = parseResponse(writeResponse(createInfoWriter(2000)(each)));
    return (value as RpcStruct).statename;
  };
  assert.equal(state(process), 'STOPPED');
  Object.assign(process, { status: RUNNING });
  assert.equal(state(process), 'RUNNING');
});

const METHODS = {
  'a.bug': method({
    params: [],
    result: 'string',
    help: '',
    run: () => {
      throw new Error('a bug');
    },
  }),
  'a.late bug': method({ params: [], result: 'string', help: '', run: () => Promise.reject(new Error('a late bug')) }),
  'a.late': method({ params: [], result: 'string', help: '', run: () => Promise.resolve('done') }),
};

function ask(name: string) {
  return handleCall(fakeContext(METHODS), Buffer.from(writeCall(name, [])));
}

test('a fault of ours is no answer: whoever sends it makes HTTP 500 of it', async () => {
  assert.throws(() => ask('a.bug'), { message: 'a bug' });
  await assert.rejects(Promise.resolve(ask('a.late bug')), { message: 'a late bug' });
});

test('an answer that takes its time', async () => {
  assert.deepEqual(parseResponse((await ask('a.late')) ?? ''), { value: 'done' });
});

test('what is not XML-RPC has no answer', () => {
  for (const body of [
    '',
    'x',
    '<methodCall/>',
    '<!DOCTYPE x><methodCall><methodName>a.late</methodName></methodCall>',
  ]) {
    assert.equal(handleCall(fakeContext(METHODS), Buffer.from(body)), null);
  }
});
