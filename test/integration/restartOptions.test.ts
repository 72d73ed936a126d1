import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Daemon } from '../helpers/daemon.ts';
import { noReference } from '../helpers/flavour.ts';
import { isAlive } from '../helpers/processes.ts';
import { type Ctl, controlled, withCtl } from '../helpers/withCtl.ts';

const SEVERAL = 'process_name=%(program_name)s_%(process_num)d\nnumprocs=3';

/** `spawned a`, `stopped a` and the like in the order of the activity log, from a message on. */
function story(daemon: Daemon, from: number): string[] {
  return daemon
    .log()
    .slice(from)
    .flatMap(({ text }) => {
      const [, what, name] = /^(spawned|stopped|success|ready|healthy): '?(\w+)/.exec(text) ?? [];
      return what === undefined ? [] : [`${what} ${name}`];
    });
}

test('restart --rolling restarts one process after the other, each running before the next is stopped', {
  timeout: 60_000,
}, async () => {
  await withCtl(controlled({ web: `command=sleep 1000\n${SEVERAL}` }), async (daemon, ctl) => {
    await ctl('status', '--wait');
    const from = daemon.log().length;
    const said = await ctl('restart', '--rolling', 'web:*');
    const lines = [0, 1, 2].map((i) => `web:web_${i}: stopped\nweb:web_${i}: started\n`).join('');
    assert.deepEqual(said, { code: 0, stdout: lines, stderr: '' });
    assert.deepEqual(
      story(daemon, from),
      [0, 1, 2].flatMap((i) => [`stopped web_${i}`, `spawned web_${i}`, `success web_${i}`]),
    );
  });
});

test('restart --rolling waits until each is ready and healthy, in the order of priorities', {
  timeout: 60_000,
}, async () => {
  const config = controlled({
    a: "command=sh -c 'sleep 1; echo go; exec sleep 1000'\nstartsecs=0\npriority=20\nready=log:go",
    b: 'command=sleep 1000\nstartsecs=0\npriority=10\nhealth=exec:true\nhealth_interval=0.5',
  });
  await withCtl(config, async (daemon, ctl) => {
    await daemon.waitLog(/^ready: a/);
    await daemon.waitLog(/^healthy: b/);
    const from = daemon.log().length;
    const { stdout } = await ctl('restart', '--rolling', 'all');
    assert.equal(stdout, 'b: stopped\nb: started\na: stopped\na: started\n');
    const told = story(daemon, from);
    assert.deepEqual(told, [
      'stopped b',
      'spawned b',
      'success b',
      'healthy b',
      'stopped a',
      'spawned a',
      'success a',
      'ready a',
    ]);
  });
});

const FLAG = "command=sh -c 'test -e {dir}/bad && exit 3; exec sleep 1000'\nstartretries=0";

test('restart --rolling ends at the first process that does not come up, and leaves the rest alone', {
  timeout: 60_000,
}, async () => {
  await withCtl(controlled({ web: `${FLAG}\n${SEVERAL}` }), async (daemon, ctl) => {
    await ctl('status', '--wait');
    const others = [1, 2].map((i) => daemon.programPid(`web_${i}`));
    daemon.sandbox.write('bad', '');
    const { code, stdout } = await ctl('restart', '--rolling', 'web:*');
    assert.equal(
      stdout,
      'web:web_0: stopped\nweb:web_0: ERROR (spawn error)\n' +
        'ERROR: the rolling restart ends with web:web_0; left as they are: web:web_1, web:web_2\n',
    );
    assert.equal(code, 7);
    assert.ok(others.every(isAlive));
  });
});

const SLOW: Readonly<Record<string, readonly [options: string, flags: readonly string[], says: string]>> = {
  'within --timeout': ['ready=file:{dir}/never', ['--timeout=2'], 'a: ERROR (not ready after 2 seconds)'],
  'within ready_timeout': ['ready=file:{dir}/never\nready_timeout=2', [], 'a: ERROR (not ready after 2 seconds)'],
  'within --timeout, running': ['startsecs=30', ['--timeout=2'], 'a: ERROR (not running after 2 seconds)'],
  'before it is unhealthy': ['health=exec:false\nhealth_interval=0.2\nhealth_action=none', [], 'a: ERROR (unhealthy)'],
};

for (const [what, [options, flags, says]] of Object.entries(SLOW)) {
  test(`restart --rolling ends at a process that is not ready ${what}`, { timeout: 60_000 }, async () => {
    const config = controlled({ a: `command=sleep 1000\n${options}`, b: 'command=sleep 1000' });
    await withCtl(config, async (daemon, ctl) => {
      await daemon.waitLog(/^success: b/);
      const b = daemon.programPid('b');
      const { code, stdout } = await ctl('restart', '--rolling', ...flags, 'a', 'b');
      assert.equal(stdout, `a: stopped\n${says}\nERROR: the rolling restart ends with a; left as it is: b\n`);
      assert.equal(code, 1);
      assert.ok(isAlive(b));
    });
  });
}

test('restart --rolling starts what does not run, and a oneshot that ends well is no failure', {
  timeout: 60_000,
}, async () => {
  const config = controlled({
    job: "command=sh -c 'sleep 0.2'\ntype=oneshot\nautostart=false",
    idle: 'command=sleep 1000\nautostart=false',
  });
  await withCtl(config, async (_daemon, ctl) => {
    const said = await ctl('restart', '--rolling', 'job', 'idle');
    assert.deepEqual(said, { code: 0, stdout: 'job: started\nidle: started\n', stderr: '' });
    assert.equal((await ctl('start', 'job')).stdout, 'job: started\n');
  });
});

test('with a name that fits nothing nothing is touched', { timeout: 60_000 }, async () => {
  await withCtl(controlled({ a: 'command=sleep 1000' }), async (daemon, ctl) => {
    await ctl('status', '--wait');
    const from = daemon.log().length;
    for (const way of ['--rolling', '--parallel']) {
      const said = await ctl('restart', way, 'a', 'nope', 'none:*');
      assert.deepEqual(said, {
        code: 1,
        stdout: 'nope: ERROR (no such process)\nnone: ERROR (no such group)\n',
        stderr: '',
      });
    }
    assert.equal(daemon.log().length, from);
    const wrong = await ctl('restart', '--rolling', '--parallel', 'a');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stdout, /^Error: restart takes one of --rolling and --parallel\nrestart <name>/);
  });
});

test('restart --parallel starts each process as soon as it has stopped itself', { timeout: 60_000 }, async () => {
  const config = controlled({
    slow: `command=sh -c 'trap "sleep 2; exit 0" TERM; while :; do sleep 0.1; done'\nstartsecs=0`,
    quick: 'command=sleep 1000\nstartsecs=0',
    idle: 'command=sleep 1000\nautostart=false',
  });
  await withCtl(config, async (daemon, ctl) => {
    await ctl('status', '--wait', 'slow', 'quick');
    const from = daemon.log().length;
    const said = await ctl('restart', '--parallel', 'all');
    assert.deepEqual(said.code, 0);
    const lines = said.stdout.trim().split('\n');
    assert.deepEqual(lines.slice(0, 2).sort(), ['quick: stopped', 'slow: stopped']);
    assert.deepEqual(lines.slice(2).sort(), ['idle: started', 'quick: started', 'slow: started']);
    const told = story(daemon, from);
    assert.ok(told.indexOf('spawned quick') < told.indexOf('stopped slow'), told.join());
  });
});

test('restart --parallel tells what does not come up', { timeout: 60_000 }, async () => {
  await withCtl(controlled({ a: FLAG, b: 'command=sleep 1000' }), async (daemon, ctl) => {
    await ctl('status', '--wait');
    daemon.sandbox.write('bad', '');
    const { code, stdout } = await ctl('restart', '--parallel', 'a', 'b');
    assert.equal(code, 7);
    assert.deepEqual(stdout.trim().split('\n').slice(2).sort(), ['a: ERROR (spawn error)', 'b: started']);
  });
});

test("Supervisor's own daemon cannot do this, which is said before anything is touched", {
  timeout: 60_000,
  skip: noReference,
}, async () => {
  const use = async (daemon: Daemon, ctl: Ctl) => {
    await daemon.waitLog(/^success: a/);
    const from = daemon.log().length;
    const not = 'ERROR: the server cannot do this: it is not tsupervisord, or an older one.';
    for (const words of [
      ['restart', '--rolling', 'a'],
      ['restart', '--parallel', 'a'],
      ['scale', 'a=2'],
    ]) {
      const { code, stdout } = await ctl(...words);
      assert.ok(stdout.startsWith(not), stdout);
      assert.equal(code, 3);
    }
    assert.equal(daemon.log().length, from);
  };
  await withCtl(controlled({ a: 'command=sleep 1000' }), use, 'reference');
});
