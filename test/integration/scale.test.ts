import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Daemon } from '../helpers/daemon.ts';
import { isAlive } from '../helpers/processes.ts';
import { type Ctl, controlled, withCtl } from '../helpers/withCtl.ts';

const SLEEPER = 'command=sleep 1000\nstartsecs=0';
const WEB = (count: number, more = '') =>
  `command=sh -c 'exec sleep 1000 %(process_num)s'\nstartsecs=0\nprocess_name=%(program_name)s_%(process_num)02d\nnumprocs=${count}\n${more}`;

function fine(out: string) {
  return { code: 0, stdout: out, stderr: '' };
}

async function states(ctl: Ctl): Promise<string[]> {
  const { stdout } = await ctl('status');
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/).slice(0, 2).join(' '));
}

const pids = (daemon: Daemon, ...names: string[]) => names.map((name) => daemon.programPid(name));

test('scale adds processes as numprocs would have made them, takes those with the highest numbers away, and leaves the others alone', {
  timeout: 60_000,
}, async () => {
  await withCtl(controlled({ web: WEB(2, 'numprocs_start=5'), other: SLEEPER }), async (daemon, ctl) => {
    await ctl('status', '--wait');
    const old = pids(daemon, 'web_05', 'web_06', 'other');
    assert.deepEqual(
      await ctl('scale', 'web=4'),
      fine('web:web_07: added and started\nweb:web_08: added and started\n'),
    );
    assert.equal(daemon.probe('web_08').argv?.at(-1), '8');
    await daemon.waitLog(/^scale: web is to have 4 processes$/);
    assert.deepEqual(await ctl('scale', 'web=4'), fine('web: has 4 processes already\n'));
    assert.deepEqual(
      await ctl('scale', 'web=1'),
      fine('web:web_06: stopped and removed\nweb:web_07: stopped and removed\nweb:web_08: stopped and removed\n'),
    );
    assert.deepEqual(await states(ctl), ['other RUNNING', 'web:web_05 RUNNING']);
    assert.deepEqual(pids(daemon, 'web_05', 'other'), [old[0], old[2]]);
    assert.ok(isAlive(old[0] ?? 0));
    assert.equal(
      (await ctl('scale', 'web=3', 'other=1')).stdout,
      ['web:web_06: added and started\nweb:web_07: added and started\n', 'other: has 1 process already\n'].join(''),
    );
  });
});

test('what was scaled stays so over remove and add, and an update takes it back', { timeout: 60_000 }, async () => {
  await withCtl(controlled({ web: WEB(2) }), async (_daemon, ctl) => {
    await ctl('scale', 'web=3');
    await ctl('stop', 'web:*');
    await ctl('remove', 'web');
    assert.equal((await ctl('add', 'web')).stdout, 'web: added process group\n');
    assert.equal((await states(ctl)).length, 3);
    assert.deepEqual(await ctl('update', '--minimal'), fine('web:web_02: stopped and removed\n'));
    assert.equal((await ctl('scale', 'web=3')).code, 0);
    assert.deepEqual(await ctl('update'), fine('web: stopped\nweb: updated process group\n'));
    assert.deepEqual(await states(ctl), ['web:web_00 RUNNING', 'web:web_01 RUNNING']);
  });
});

test('a program of a group, a FastCGI program and a scheduled one can be scaled, others of the group stay', {
  timeout: 60_000,
}, async () => {
  const socket = 'process_name=%(program_name)s_%(process_num)d\nsocket=unix://{dir}/f.sock';
  const more =
    `[group:all]\nprograms=web,one\n[fcgi-program:php]\n${SLEEPER}\n${socket}\n` +
    `[program:job]\n${SLEEPER}\nschedule=0 0 1 1 *\nprocess_name=%(program_name)s_%(process_num)d\n`;
  await withCtl(controlled({ web: WEB(1), one: SLEEPER }, more), async (daemon, ctl) => {
    await ctl('status', '--wait', 'all:*', 'php:*');
    const old = pids(daemon, 'one', 'web_00', 'php_0');
    assert.deepEqual(await ctl('scale', 'web=2'), fine('all:web_01: added and started\n'));
    assert.deepEqual(await ctl('scale', 'php=2'), fine('php:php_1: added and started\n'));
    assert.deepEqual(await ctl('scale', 'job=2'), fine('job:job_1: added\n'));
    const stdin = (name: string) => daemon.probe(name).descriptors?.[0];
    assert.match(String(stdin('php_1')), /^0 socket/);
    assert.deepEqual(pids(daemon, 'one', 'web_00', 'php_0'), old);
    assert.deepEqual(await states(ctl), [
      'all:one RUNNING',
      'all:web_00 RUNNING',
      'all:web_01 RUNNING',
      'job:job_0 STOPPED',
      'job:job_1 STOPPED',
      'php:php_0 RUNNING',
      'php:php_1 RUNNING',
    ]);
    assert.match((await ctl('status', 'job:job_1')).stdout, /Not started, next Jan 01 12:00 AM/);
    assert.equal((await ctl('scale', 'php=1')).stdout, 'php:php_1: stopped and removed\n');
    assert.ok(isAlive(old[2] ?? 0));
  });
});

test('new processes of a stopped program stay stopped', { timeout: 60_000 }, async () => {
  await withCtl(controlled({ web: WEB(1) }), async (_daemon, ctl) => {
    await ctl('stop', 'web:*');
    assert.deepEqual(await ctl('scale', 'web=2'), fine('web:web_01: added\n'));
  });
});

test('what depends on a program waits for its new processes too', { timeout: 60_000 }, async () => {
  const config = controlled({
    web: WEB(1, 'autostart=false'),
    after: `${SLEEPER}\ndepends_on=web`,
  });
  await withCtl(config, async (daemon, ctl) => {
    assert.match((await ctl('status', 'after')).stdout, /waiting for web:started/);
    await ctl('scale', 'web=2');
    await ctl('start', 'web:web_00');
    assert.match((await ctl('status', 'after')).stdout, /waiting for web:started/);
    await ctl('start', 'web:web_01');
    await daemon.waitLog(/^success: after/);
  });
});

test('what cannot be scaled is refused in words, and nothing is touched', { timeout: 60_000 }, async () => {
  const more = '[eventlistener:ears]\ncommand=/bin/cat\nevents=TICK_3600\n';
  await withCtl(controlled({ web: WEB(2), one: SLEEPER }, more), async (daemon, ctl) => {
    const config = daemon.sandbox.read('supervisord.conf') ?? '';
    const cases: readonly (readonly [words: readonly string[], status: number, out: RegExp])[] = [
      [['one=2'], 1, /^ERROR: %\(process_num\) must be present within process_name when numprocs > 1 in section/],
      [['ears=2'], 1, /^ERROR: ears is an event listener: change its numprocs and update\n$/],
      [['nope=2'], 1, /^ERROR: no such program: nope\n$/],
      [['web=0'], 1, /^ERROR: web needs at least 1 process; stop it instead\n$/],
      [['web'], 2, /^Error: scale requires a program and a number, as in web=5\nscale <name>=<count>/],
      [['web=two'], 2, /^Error: scale requires/],
      [[], 2, /^Error: scale requires/],
    ];
    for (const [words, status, out] of cases) {
      const said = await ctl('scale', ...words);
      assert.match(said.stdout, out);
      assert.equal(said.code, status, words.join(' '));
    }
    daemon.sandbox.write('supervisord.conf', config.replaceAll('sleep 1000 %', 'sleep 2000 %'));
    const changed = 'ERROR: the configuration says something else of web than what runs; update first\n';
    assert.deepEqual(await ctl('scale', 'web=3'), { code: 1, stdout: changed, stderr: '' });
    daemon.sandbox.write('supervisord.conf', `${config}\n[program:bad]\ncommand=x\nstartsecs=soon\n`);
    assert.match((await ctl('scale', 'web=3')).stdout, /^ERROR: invalid literal for int\(\) with base 10: 'soon'/);
    daemon.sandbox.write('supervisord.conf', config);
    assert.equal((await states(ctl)).length, 4);
    assert.equal((await ctl('scale', 'web=3')).stdout, 'web:web_02: added and started\n');
  });
});
