import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import type { RpcValue } from '../../src/xmlrpc/values.ts';
import { call, type Outcome } from '../compat/rpc/client.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { isAlive } from '../helpers/processes.ts';
import { waitFor } from '../helpers/waitFor.ts';

const CONFIG =
  '[unix_http_server]\nfile={dir}/s.sock\n' +
  '[supervisord]\nlogfile={dir}/supervisord.log\npidfile={dir}/supervisord.pid\nchildlogdir={dir}\nenvironment=GLOBAL="yes"\n' +
  '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n' +
  '[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory=supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface\n' +
  '[group:jobs]\nprograms=\n[program:steady]\ncommand=/bin/cat\n' +
  '[eventlistener:ears]\ncommand=/bin/cat\nevents=TICK_3600\n[fcgi-program:fcgi]\ncommand=/bin/cat\nsocket=unix://{dir}/f.sock\nautostart=false\n';

type Rpc = (method: string, ...params: RpcValue[]) => Promise<Outcome>;

/** What the original answered, where it is not installed beside us. */
const ANSWERS: readonly (readonly [method: string, params: readonly RpcValue[], outcome: Outcome])[] = [
  ['getAPIVersion', [], { value: '1.0' }],
  ['log', ['a word', 'warn'], { value: true }],
  ['log', ['a word', 'warning'], { fault: [2, 'INCORRECT_PARAMETERS'] }],
  ['addProgramToGroup', ['nope', 'x', { command: 'cat' }], { fault: [10, 'BAD_NAME: group: nope'] }],
  ['addProgramToGroup', ['steady', 'steady', { command: 'cat' }], { fault: [10, 'BAD_NAME: steady'] }],
  ['addProgramToGroup', ['jobs', 'x', 'cat'], { fault: [2, 'INCORRECT_PARAMETERS'] }],
  ['removeProcessFromGroup', ['jobs', 'x'], { fault: [10, 'BAD_NAME: x'] }],
  ['removeProcessFromGroup', ['steady', 'steady'], { fault: [91, 'STILL_RUNNING: steady'] }],
];

test('twiddler: its answers', { timeout: 60_000 }, async () => {
  await withTwiddler(async (daemon, rpc) => {
    await daemon.waitLog(/^success: steady/);
    for (const [method, params, outcome] of ANSWERS) {
      assert.deepEqual(await rpc(`twiddler.${method}`, ...params), outcome, `${method}(${JSON.stringify(params)})`);
    }
    const names = await rpc('twiddler.getGroupNames');
    assert.deepEqual([...(names as { value: string[] }).value].sort(), ['ears', 'fcgi', 'jobs', 'steady']);
    await daemon.waitLog(/^a word$/);
    const refused = await rpc('twiddler.addProgramToGroup', 'jobs', 'x', { command: 'cat', startsecs: 'soon' });
    const sentence = `invalid literal for int() with base 10: 'soon' in section 'program:x' (file: '${daemon.sandbox.path('supervisord.conf')}')`;
    assert.deepEqual(refused, { fault: [2, `INCORRECT_PARAMETERS: ${sentence}`] });
    for (const [group, kind] of [
      ['ears', 'eventlistener'],
      ['fcgi', 'fcgi-program'],
    ] as const) {
      const text = `INCORRECT_PARAMETERS: ${group} is a section of its own ([${kind}:${group}]), no group of programs`;
      assert.deepEqual(await rpc('twiddler.addProgramToGroup', group, 'x', { command: 'cat' }), { fault: [2, text] });
    }
  });
});

test('a program that is added at run time is like any other, in what it gets, in its logs, and when it goes', {
  timeout: 60_000,
}, async () => {
  await withTwiddler(async (daemon, rpc) => {
    await daemon.waitLog(/^success: steady/);
    const steady = daemon.programPid('steady');
    const command = "sh -c 'echo $GLOBAL $OWN $SUPERVISOR_GROUP_NAME; exec cat'";
    const added = await rpc('twiddler.addProgramToGroup', 'jobs', 'job', {
      command,
      environment: 'OWN="%(ENV_GLOBAL)s!"',
    });
    assert.deepEqual(added, { value: true });
    await daemon.waitLog(/^success: job entered RUNNING/);
    assert.deepEqual(await rpc('supervisor.readProcessStdoutLog', 'jobs:job', 0, 0), { value: 'yes yes! jobs\n' });

    process.kill(daemon.programPid('job'), 'SIGKILL');
    await daemon.waitLog(/^spawned: 'job'/, 2);
    const pid = daemon.programPid('job');
    assert.deepEqual(await rpc('supervisor.stopProcess', 'jobs:job'), { value: true });
    assert.ok(!isAlive(pid));
    const log = daemon.sandbox.path('job.log');
    const late = {
      command: 'echo hello',
      autostart: 'false',
      startsecs: '0',
      autorestart: 'false',
      stdout_logfile: log,
    };
    assert.deepEqual(await rpc('twiddler.addProgramToGroup', 'steady', 'late', late), { value: true });
    assert.deepEqual(await rpc('supervisor.startProcess', 'steady:late'), { value: true });
    await waitFor('its log', () => daemon.sandbox.read('job.log') === 'hello\n');

    assert.deepEqual(await rpc('twiddler.removeProcessFromGroup', 'jobs', 'job'), { value: true });
    assert.deepEqual(await rpc('supervisor.getProcessInfo', 'jobs:job'), { fault: [10, 'BAD_NAME: jobs:job'] });
    assert.deepEqual(await rpc('supervisor.reloadConfig'), { value: [[[], ['steady'], []]] });
    assert.equal(daemon.programPid('steady'), steady, 'the others of the group have gone on');

    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
  });
});

test('a setting that twiddler does not know ends the daemon, as in the reference', { timeout: 30_000 }, async () => {
  const config = CONFIG.replace('[group:jobs]', 'whitelists=log\n[group:jobs]');
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    assert.deepEqual(await daemon.waitExit(), { code: 2, signal: null });
    assert.match(daemon.stderr(), /^Error: Could not make twiddler rpc interface$/m);
    assert.ok(daemon.log().some(({ text }) => /settings that .* does not take: whitelists$/.test(text)));
  });
});

function withTwiddler(use: (daemon: Daemon, rpc: Rpc) => Promise<void>): Promise<void> {
  return withDaemon({ flavour: 'ours', config: CONFIG }, async (daemon) => {
    const address = daemon.sandbox.path('s.sock');
    await waitFor('the socket', () => existsSync(address), { state: daemon.stderr });
    await use(daemon, (method, ...params) => call({ address }, method, ...params));
  });
}
