import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import type { RpcValue } from '../../src/xmlrpc/values.ts';
import { call, type Outcome } from '../compat/rpc/client.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import type { FileSpec } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/waitFor.ts';

const BASE =
  '[unix_http_server]\nfile={dir}/s.sock\n' +
  '[supervisord]\nlogfile={dir}/supervisord.log\npidfile={dir}/supervisord.pid\nchildlogdir={dir}\n' +
  '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n' +
  '[program:cat]\ncommand=/bin/cat\nautostart=false\n';

function plugin(factory: string, more = ''): string {
  return `${BASE}[rpcinterface:x]\nsupervisor.rpcinterface_factory=${factory}\n${more}`;
}

const PLUGIN = `
export default function (api, settings) {
  api.onStateChange(() => { throw new Error('observer broken'); });
  api.onStateChange(async () => { throw new Error('observer rejected'); });
  const seen = [];
  const stop = api.onStateChange(({ process, to }) => { seen.push(process + ' ' + to); if (to === 'RUNNING') stop(); });
  setInterval(() => seen.push('tick'), 3600_000);
  api.signal.addEventListener('abort', () => console.log('closed'));
  return {
    echo: {
      params: [{ name: 'a', type: 'int' }, { name: 'b', type: 'string', default: 'none' }],
      result: 'array',
      help: 'Gives back what it gets.',
      run: (a, b) => [a, b],
    },
    settings: { result: 'struct', run: () => settings },
    slow: { run: () => new Promise((resolve) => setTimeout(resolve, 20, 'done')) },
    throws: { run() { throw new Error('out of luck'); } },
    throwsText: { run() { throw 'just words'; } },
    rejects: { run: () => Promise.reject(new TypeError('later')) },
    fault: { run() { throw api.fault(4711, 'MINE: so it is'); } },
    plainFault: { run() { throw { code: 12, text: 'PLAIN' }; } },
    nothing: { run() {} },
    map: { run: () => ({ inner: [1, new Map()] }) },
    round: { run() { const self = []; self.push(self); return self; } },
    bytes: { result: 'base64', run: () => Buffer.from('hi') },
    start: {
      async run() {
        const answer = await api.call('supervisor.startProcess', 'cat');
        try { await api.call('supervisor.startProcess', 'cat'); } catch (error) { return [answer, error.code, error.text]; }
      },
    },
    info: { run: async () => (await api.call('supervisor.getProcessInfo', 'cat')).statename },
    look: { run: () => [api.name, api.groups(), api.processes().map(({ group, name, state, pid, started }) => [group, name, state, pid > 0, started !== null]), seen] },
    later: { run() { setTimeout(() => { throw new Error('on its own'); }, 1); return true; } },
    log: { params: [{ name: 'text', type: 'string' }], run(text) { api.log.warn(text); return true; } },
  };
}
`;

const CALLS: readonly (readonly [method: string, params: readonly RpcValue[], outcome: Outcome])[] = [
  ['x.echo', [1, 'two'], { value: [1, 'two'] }],
  ['x.echo', [1], { value: [1, 'none'] }],
  ['x.echo', [], { fault: [2, 'INCORRECT_PARAMETERS'] }],
  ['x.echo', [1, 'two', 3], { fault: [2, 'INCORRECT_PARAMETERS'] }],
  ['x.echo', ['one'], { fault: [2, 'INCORRECT_PARAMETERS: a must be of type int'] }],
  ['x.echo', [1.5], { fault: [2, 'INCORRECT_PARAMETERS: a must be of type int'] }],
  ['x.settings', [], { value: { key: 'a value' } }],
  ['x.slow', [], { value: 'done' }],
  ['x.throws', [], { fault: [30, 'FAILED: out of luck'] }],
  ['x.throwsText', [], { fault: [30, 'FAILED: just words'] }],
  ['x.rejects', [], { fault: [30, 'FAILED: later'] }],
  ['x.fault', [], { fault: [4711, 'MINE: so it is'] }],
  ['x.plainFault', [], { fault: [12, 'PLAIN'] }],
  ['x.nothing', [], { fault: [30, 'FAILED: the answer is undefined'] }],
  ['x.map', [], { fault: [30, 'FAILED: the answer.inner[1] is a Map'] }],
  ['x.start', [], { value: [true, 60, 'ALREADY_STARTED: cat'] }],
  ['x.info', [], { value: 'RUNNING' }],
  [
    'x.look',
    [],
    {
      value: ['x', ['cat'], [['cat', 'cat', 'RUNNING', true, true]], ['cat STARTING', 'cat RUNNING']],
    },
  ],
  ['x.log', ['from the plug-in'], { value: true }],
  ['x.missing', [], { fault: [1, 'UNKNOWN_METHOD'] }],
  ['system.methodSignature', ['x.echo'], { value: ['array', 'int', 'string'] }],
  ['system.methodSignature', ['x.slow'], { value: ['any'] }],
  [
    'system.methodHelp',
    ['x.echo'],
    { value: 'Gives back what it gets.\n\n@param int a\n@param string b (optional)\n@return array\n' },
  ],
  [
    'system.multicall',
    [
      [
        { methodName: 'x.slow', params: [] },
        { methodName: 'x.throws', params: [] },
        { methodName: 'x.echo', params: [7] },
      ],
    ],
    { value: ['done', { faultCode: 30, faultString: 'FAILED: out of luck' }, [7, 'none']] },
  ],
];

test('an RPC interface in a JavaScript file: what its methods answer, and what becomes of their faults', {
  timeout: 60_000,
}, async () => {
  await withPlugin(plugin('./plugin.mjs', 'key=a value\n'), { 'plugin.mjs': PLUGIN }, async (daemon, rpc) => {
    await daemon.waitLog(/^RPC interface 'x' initialized$/);
    for (const [method, params, outcome] of CALLS) assert.deepEqual(await rpc(method, ...params), outcome, method);
    assert.deepEqual(await rpc('x.bytes'), { value: Uint8Array.from(Buffer.from('hi')) });
    assert.match(
      JSON.stringify(await rpc('x.round')),
      /"FAILED: the answer\[0\]\[0\].* is nested deeper than 64 levels"/,
    );
    const listed = (await rpc('system.listMethods')) as { value: string[] };
    assert.ok(listed.value.includes('x.echo') && listed.value.includes('supervisor.getState'));
    await daemon.waitLog(/^RPC method x\.throws failed: Error: out of luck\n.*plugin\.mjs/);
    await daemon.waitLog(/^RPC interface 'x': its observer of state changes failed: Error: observer broken/);
    await daemon.waitLog(/^RPC interface 'x': its observer of state changes failed: Error: observer rejected/);
    await daemon.waitLog(/^from the plug-in$/);
    assert.deepEqual(await rpc('x.later'), { value: true });
    await daemon.waitLog(/on its own/);
    assert.deepEqual(await rpc('supervisor.getState'), { value: { statecode: 1, statename: 'RUNNING' } });
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
    assert.match(daemon.stdout(), /^closed$/m);
  });
});

const REFUSED: readonly (readonly [factory: string, file: string, says: RegExp])[] = [
  ['./none.mjs:make', '', /there is no file \S+none\.mjs/],
  ['./plugin.mjs:other', 'export const make = 1;', /plugin\.mjs exports no other/],
  ['./plugin.mjs:make', 'export const make = 1;', /make of \S+plugin\.mjs is no function/],
  ['./plugin.mjs:make', 'export function make( {', /plugin\.mjs cannot be loaded: SyntaxError/],
  ['./plugin.mjs:make', 'export function make() { throw new Error("no"); }', /: no$/],
  ['./plugin.mjs:make', 'export async function make() { throw new Error("no"); }', /: no$/],
  ['./plugin.mjs:make', 'export function make() {}', /answers with no table of methods/],
  ['./plugin.mjs:make', 'export const make = () => ({ a() {} });', /method a is no object with a function run/],
  ['./plugin.mjs:make', 'export const make = () => ({ _a: { run() {} } });', /'_a' is no name for a method/],
  ['./plugin.mjs:make', 'export const make = () => ({ a: { params: [{}], run() {} } });', /params of method a/],
  ['./plugin.mjs:make', 'export const make = () => ({ a: { result: "int8", run() {} } });', /result of method a/],
];

for (const [factory, text, says] of REFUSED) {
  test(`a factory that cannot be used ends the daemon with its reason: ${factory} of ${JSON.stringify(text)}`, {
    timeout: 30_000,
  }, async () => {
    const options = { flavour: 'ours', config: plugin(factory), files: { 'plugin.mjs': text } } as const;
    await withDaemon(options, async (daemon) => {
      assert.deepEqual(await daemon.waitExit(), { code: 2, signal: null });
      assert.match(daemon.stderr(), /^Error: Could not make x rpc interface: /m);
      assert.match(daemon.stderr().split('\n')[0] ?? '', says);
      assert.ok(
        daemon.log().some(({ level, text: said }) => level === 'CRIT' && said.startsWith("RPC interface 'x' (")),
      );
    });
  });
}

test('a restart loads a file that has changed, and the one before is told that it is over', {
  timeout: 60_000,
}, async () => {
  const text = (answer: string): string =>
    `export const make = (api) => {
       api.signal.addEventListener('abort', () => console.log('end of ${answer}'));
       return { which: { run: () => '${answer}' } };
     };\n`;
  await withPlugin(plugin('./plugin.mjs:make'), { 'plugin.mjs': text('first') }, async (daemon, rpc) => {
    assert.deepEqual(await rpc('x.which'), { value: 'first' });
    daemon.sandbox.write('plugin.mjs', text('the second'));
    assert.deepEqual(await rpc('supervisor.restart'), { value: true });
    await daemon.waitLog(/^supervisord started/, 2);
    assert.deepEqual(await rpc('x.which'), { value: 'the second' });
    assert.match(daemon.stdout(), /^end of first$/m);
  });
});

test('a restart is refused, and everything runs on, while a file cannot be loaded', { timeout: 60_000 }, async () => {
  const good = 'export const make = () => ({ which: { run: () => 1 } });\n';
  await withPlugin(plugin('./plugin.mjs:make'), { 'plugin.mjs': good }, async (daemon, rpc) => {
    assert.deepEqual(await rpc('supervisor.startProcess', 'cat'), { value: true });
    const before = daemon.processes();
    daemon.sandbox.write('plugin.mjs', 'export const make = (\n');
    const says = /^RPC interface 'x' \(\.\/plugin\.mjs:make\): \S+plugin\.mjs cannot be loaded: SyntaxError/;
    const refused = (await rpc('supervisor.restart')) as { fault: [number, string] };
    assert.equal(refused.fault[0], 92);
    assert.match(refused.fault[1].replace(/^CANT_REREAD: /, ''), says);
    daemon.signal('SIGHUP');
    await daemon.waitLog(/^not restarted, because the new configuration cannot be used: RPC interface 'x' /, 2);
    daemon.sandbox.write('plugin.mjs', 'export const other = 1;\n');
    daemon.signal('SIGHUP');
    await daemon.waitLog(/^not restarted, .*plugin\.mjs exports no make/);
    assert.deepEqual(await rpc('x.which'), { value: 1 });
    assert.deepEqual(daemon.processes(), before);
    daemon.sandbox.write('plugin.mjs', good.replace('1', '"mended"'));
    daemon.signal('SIGHUP');
    await daemon.waitLog(/^supervisord started/, 2);
    assert.deepEqual(await rpc('x.which'), { value: 'mended' });
  });
});

test('without a server an interface is not loaded, and that is said', { timeout: 30_000 }, async () => {
  const config = plugin('./none.mjs:make').replace(/^\[unix_http_server\]\n.*\n/, '');
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^RPC interface 'x' is not loaded: there is no server to call it at/);
    await daemon.waitLog(/^supervisord started/);
  });
});

type Rpc = (method: string, ...params: RpcValue[]) => Promise<Outcome>;

function withPlugin(
  config: string,
  files: Readonly<Record<string, FileSpec>>,
  use: (daemon: Daemon, rpc: Rpc) => Promise<void>,
): Promise<void> {
  return withDaemon({ flavour: 'ours', config, files }, async (daemon) => {
    const address = daemon.sandbox.path('s.sock');
    await waitFor('the socket', () => existsSync(address), { state: daemon.stderr });
    await use(daemon, (method, ...params) => call({ address }, method, ...params));
  });
}
