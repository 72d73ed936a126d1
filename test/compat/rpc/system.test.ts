import type { RpcStruct, RpcValue } from '../../../src/xmlrpc/values.ts';
import { rpcCase, type Step, until } from './rpcCase.ts';

function system(method: string, params: readonly RpcValue[] = [], more: Partial<Step> = {}): Step {
  const shown = params.map((param) => JSON.stringify(param)).join(', ');
  return { title: `system.${method}(${shown})`, run: (side) => side.call(`system.${method}`, ...params), ...more };
}

function multicall(title: string, calls: readonly RpcStruct[], more: Partial<Step> = {}): Step {
  return { title: `multicall: ${title}`, run: (side) => side.call('system.multicall', calls), ...more };
}

function one(methodName: string, ...params: readonly RpcValue[]): RpcStruct {
  return { methodName: `supervisor.${methodName}`, params };
}

const WRONG = { fault: [2, 'INCORRECT_PARAMETERS'] };

rpcCase({
  title: 'system.*',
  sections: `
[program:cat]
command=/bin/cat
startsecs=0
[program:slow]
command=/bin/cat
startsecs=1
autostart=false
`,
  steps: [
    until('cat', 'RUNNING'),
    {
      title: 'system.listMethods lists the same, and our own namespace',
      run: async (side) => {
        const outcome = await side.call('system.listMethods');
        return 'value' in outcome
          ? (outcome.value as string[]).filter((name) => !/^tsupervisor\./.test(name))
          : outcome;
      },
      shows: /supervisor\.startProcess/,
    },
    {
      title: 'system.methodSignature of every method',
      run: async (side) => {
        const outcome = await side.call('system.listMethods');
        const names = 'value' in outcome ? (outcome.value as string[]) : [];
        const signatures: unknown[] = [];
        for (const name of names.filter((each) => !each.startsWith('tsupervisor.'))) {
          signatures.push([name, await side.call('system.methodSignature', name)]);
        }
        return signatures;
      },
    },
    {
      title: 'system.methodHelp has something to say of every method',
      run: async (side) => {
        const outcome = await side.call('system.listMethods');
        const names = 'value' in outcome ? (outcome.value as string[]) : [];
        const helps = await Promise.all(names.map((name) => side.call('system.methodHelp', name)));
        return helps.every((help) => 'value' in help && typeof help.value === 'string' && help.value.length > 20);
      },
    },
    system('methodHelp', ['supervisor.nope']),
    system('methodHelp', [1]),
    system('methodSignature', ['supervisor._update']),
    system('methodSignature', ['']),
    system('listMethods', [1]),
    system('nope'),
    multicall('nothing', []),
    multicall('some calls, some of them wrong', [
      one('getState'),
      one('getProcessInfo', 'nope'),
      one('nope'),
      one('getAPIVersion', 1),
      { methodName: 'supervisor.getAPIVersion' },
      { methodName: 'system.methodSignature', params: ['supervisor.startProcess'] },
      { methodName: 'system.multicall', params: [[]] },
      {},
      { params: [] },
    ]),
    multicall('calls that take their time, one after the other', [
      one('startProcess', 'slow'),
      one('getProcessInfo', 'slow'),
      one('stopProcess', 'slow'),
      one('getProcessInfo', 'slow'),
      one('startProcessGroup', 'slow', false),
      one('stopProcessGroup', 'slow'),
      one('stopProcess', 'cat'),
      one('startProcess', 'cat', false),
      one('getProcessInfo', 'cat'),
      one('stopProcess', 'slow'),
    ]),
    {
      title: 'the last one does not wait for others: calls of two clients do not hold each other up',
      run: async (side) => {
        const waiting = side.call('system.multicall', [one('startProcess', 'slow'), one('stopProcess', 'slow')]);
        const quick = await side.call('supervisor.getState');
        return [quick, await waiting];
      },
    },
    system('multicall', [{}]),
    system('multicall', ['abc'], {
      differs: { reason: 'the reference answers HTTP 500', reference: /"http":500/, ours: WRONG },
    }),
    multicall('a call whose name is a number', [{ methodName: 5 }], {
      differs: {
        reason: "the reference shows Python's message",
        reference: /"faultCode":30,"faultString":"FAILED: <class 'AttributeError'>/,
        ours: { value: [{ faultCode: 2, faultString: 'INCORRECT_PARAMETERS' }] },
      },
    }),
  ],
});
