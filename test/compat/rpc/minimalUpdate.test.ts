import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import { type Daemon, withDaemon } from '../../helpers/daemon.ts';
import { call, type Outcome } from './client.ts';
import { INTERFACE, SERVER, SUPERVISORD } from './rpcCase.ts';

/** `update --dry-run` and `update --minimal`: Supervisor has neither, so that ours is alone here. */
const HEAD = `${SERVER}${SUPERVISORD}${INTERFACE}`;

function group(...programs: readonly (readonly [name: string, ...lines: readonly string[]])[]): string {
  const sections = programs.map(([name, ...lines]) =>
    [`[program:${name}]`, 'command=/bin/cat', 'startsecs=0', ...lines, ''].join('\n'),
  );
  return `${sections.join('')}[group:g]\nprograms=${programs.map(([name]) => name).join(',')}\n`;
}

const BEFORE =
  group(['same'], ['changes', 'environment=A="1",B="2"'], ['goes'], ['rests', 'autostart=false']) +
  '[program:alone]\ncommand=/bin/cat\nstartsecs=0\n[program:old]\ncommand=/bin/cat\nstartsecs=0\n';

const AFTER = `${group(
  ['comes', 'priority=1'],
  ['changes', 'environment=A="1",B="3"', 'stopsignal=INT', 'umask=027'],
  ['rests', 'autostart=false', 'stopwaitsecs=5'],
  ['same'],
)}[program:alone]\ncommand=/bin/cat\nstartsecs=0\n[program:new]\ncommand=/bin/cat\nstartsecs=0\n`;

async function withChange(use: (daemon: Daemon, ask: Ask) => Promise<void>, after = AFTER): Promise<void> {
  await withDaemon({ flavour: 'ours', config: HEAD + BEFORE }, async (daemon) => {
    await daemon.waitLog(/entered RUNNING/, 5);
    daemon.sandbox.write('supervisord.conf', HEAD + after);
    const target = { address: daemon.sandbox.path('s.sock') };
    await use(daemon, (method, ...params) => call(target, method, ...params));
  });
}

type Ask = (method: string, ...params: RpcValue[]) => Promise<Outcome>;

function difference(process: string, option: string, before: string, after: string) {
  return { process, option, before, after };
}

test('a preview shows every option that would change, and changes nothing', async () => {
  await withChange(async (daemon, ask) => {
    const log = daemon.log().length;
    assert.deepEqual(await ask('tsupervisor.previewUpdate', []), {
      value: [
        { group: 'old', change: 'removed', differences: [] },
        {
          group: 'g',
          change: 'changed',
          differences: [
            difference('goes', 'command', '/bin/cat', 'none'),
            difference('changes', 'environment B', '2', '3'),
            difference('changes', 'stopsignal', 'SIGTERM', 'SIGINT'),
            difference('changes', 'umask', 'none', '027'),
            difference('rests', 'stopwaitsecs', '10', '5'),
            difference('comes', 'command', 'none', '/bin/cat'),
          ],
        },
        { group: 'new', change: 'added', differences: [] },
      ],
    });
    assert.deepEqual(await ask('tsupervisor.previewUpdate', ['new', 'alone']), {
      value: [{ group: 'new', change: 'added', differences: [] }],
    });
    assert.deepEqual(await ask('tsupervisor.previewUpdate', ['nope']), { fault: [10, 'BAD_NAME: nope'] });
    assert.deepEqual(await ask('supervisor.addProcessGroup', 'new'), { fault: [10, 'BAD_NAME: new'] });
    assert.equal(daemon.log().length, log);
  });
});

function step(group: string, process: string, action: string) {
  return { group, process, action, failed: false };
}

test('a minimal update leaves alone what has not changed', async () => {
  await withChange(async (daemon, ask) => {
    const kept = ['same', 'alone'].map(daemon.programPid);
    const changed = daemon.programPid('changes');
    assert.deepEqual(await ask('tsupervisor.updateMinimal'), {
      value: [
        step('old', '', 'stopped'),
        step('old', '', 'removed process group'),
        step('g', 'goes', 'stopped and removed'),
        step('g', 'changes', 'restarted'),
        step('g', 'rests', 'updated'),
        step('g', 'comes', 'added and started'),
        step('new', '', 'added process group'),
      ],
    });
    await daemon.waitLog(/^spawned: 'new'/);
    assert.deepEqual(['same', 'alone'].map(daemon.programPid), kept);
    assert.notEqual(daemon.programPid('changes'), changed);
    const infos = await ask('supervisor.getAllProcessInfo');
    const names = 'value' in infos ? (infos.value as { name: string; statename: string }[]) : [];
    assert.deepEqual(
      names.map(({ name, statename }) => `${name} ${statename}`),
      ['alone RUNNING', 'changes RUNNING', 'comes RUNNING', 'rests STOPPED', 'same RUNNING', 'new RUNNING'],
    );
    assert.deepEqual(await ask('tsupervisor.updateMinimal'), { value: [] });
    assert.deepEqual(await ask('supervisor.reloadConfig'), { value: [[[], [], []]] });
  });
});

test('a minimal update of some groups touches only these', async () => {
  await withChange(async (_daemon, ask) => {
    const outcome = await ask('tsupervisor.updateMinimal', ['new']);
    assert.deepEqual(outcome, { value: [step('new', '', 'added process group')] });
    assert.deepEqual(await ask('supervisor.reloadConfig'), { value: [[[], ['g'], ['old']]] });
  });
});

test('with a file that cannot be used nothing happens, and the reason is told', async () => {
  await withChange(async (_daemon, ask) => {
    for (const method of ['tsupervisor.previewUpdate', 'tsupervisor.updateMinimal']) {
      const outcome = await ask(method, []);
      assert.ok('fault' in outcome && outcome.fault[0] === 92, JSON.stringify(outcome));
      assert.match(outcome.fault[1], /^CANT_REREAD: /);
    }
    const info = await ask('supervisor.getProcessInfo', 'g:goes');
    assert.ok('value' in info && (info.value as { statename: string }).statename === 'RUNNING');
  }, '[program:broken]\n');
});
