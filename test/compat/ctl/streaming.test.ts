import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noReference, selfCheck } from '../../helpers/flavour.ts';
import { type Attached, attach } from './attached.ts';
import { type Finished, OUR_CTL, REFERENCE_CTL } from './clients.ts';
import { createWorld, SERVERS, type World } from './world.ts';

describe('what goes on until it is interrupted, with both clients', { skip: noReference, concurrency: true }, () => {
  for (const server of SERVERS) describe(`on the daemon: ${server}`, { concurrency: 1 }, () => onServer(server));
});

function onServer(server: (typeof SERVERS)[number]): void {
  let world: World;
  before(
    async () => {
      world = await createWorld(server);
    },
    { timeout: 60_000 },
  );
  after(() => world?.dispose());

  const start = (program: string, ...args: string[]): Attached =>
    attach(program, ['-c', world.fill('{dir}/supervisord.conf'), ...args], world.daemon.sandbox.dir);
  const send = (name: string, text: string): Promise<unknown> => world.call('supervisor.sendProcessStdin', name, text);

  /** Not all of them with one call: the reference takes a second for each. */
  async function clearLogs(): Promise<void> {
    for (const name of ['cat', 'talk']) await world.call('supervisor.clearProcessLogs', name);
  }

  /** The same steps with the one client and then with the other. */
  async function both(steps: (program: string) => Promise<Finished>): Promise<Finished> {
    const reference = await steps(REFERENCE_CTL);
    await clearLogs();
    const ours = await steps(selfCheck ? REFERENCE_CTL : OUR_CTL);
    await clearLogs();
    assert.deepEqual(ours, reference);
    return ours;
  }

  test('tail -f shows what is added, until ^C', async () => {
    const { stdout, status } = await both(async (program) => {
      await send('cat', 'before\n');
      const tail = start(program, 'tail', '-f', 'cat');
      await tail.seen(/before/);
      await send('cat', 'after\n');
      await tail.seen(/after/);
      return tail.interrupt();
    });
    assert.deepEqual([stdout, status], ['==> Press Ctrl-C to exit <==\nbefore\nafter\n\n', 0]);
  });

  test('tail -f of the standard error', async () => {
    const { stdout } = await both(async (program) => {
      await world.call('supervisor.stopProcess', 'talk');
      const tail = start(program, 'tail', '-f', 'talk', 'stderr');
      await tail.seen(/Press/);
      await world.call('supervisor.startProcess', 'talk');
      await tail.seen(/oops/);
      return tail.interrupt();
    });
    assert.match(stdout, /oops\n\n$/);
  });

  test('tail -f of a program that there is not', async () => {
    const { stderr, status } = await both((program) => start(program, 'tail', '-f', 'nope').ended());
    assert.match(stderr, /^unix:\/\/\S+\/logtail\/nope\/stdout Cannot read, status code 404\n$/);
    assert.equal(status, 0);
  });

  test('maintail -f follows the activity log', async () => {
    await both(async (program) => {
      const tail = start(program, 'maintail', '-f');
      await tail.seen(/Press/);
      await world.call('supervisor.signalProcess', 'cat', 'CONT');
      await world.call('supervisor.stopProcess', 'off');
      await world.call('supervisor.startProcess', 'off');
      await tail.seen(/off entered RUNNING/);
      await world.call('supervisor.stopProcess', 'off');
      const finished = await tail.interrupt();
      return { ...finished, stdout: finished.stdout.slice(0, 29) };
    });
  });

  test('fg sends lines and shows what comes back; its end leaves the program running', async () => {
    const { stdout } = await both(async (program) => {
      const fg = start(program, 'fg', 'cat');
      await fg.seen(/Press/);
      fg.type('hello\n');
      await fg.seen(/hello/);
      // The reference's thread for the output can take half a minute to notice.
      return fg.interruptHard(/Exiting/);
    });
    assert.equal(stdout, '==> Press Ctrl-C to exit <==\nhello\nExiting foreground\n');
    const info = (await world.call('supervisor.getProcessInfo', 'cat')) as { statename: string };
    assert.equal(info.statename, 'RUNNING');
  });

  test('fg notices that the program is gone', async () => {
    const { stdout } = await both(async (program) => {
      await world.call('supervisor.startProcess', 'off');
      const fg = start(program, 'fg', 'off');
      await fg.seen(/Press/);
      await world.call('supervisor.stopProcess', 'off');
      fg.type('hello\n');
      return fg.ended();
    });
    assert.match(stdout, /Process got killed\nExiting foreground\n$/);
  });

  test('fg of a program without a second log has nothing to complain about (ours)', async () => {
    const fg = start(OUR_CTL, 'fg', 'merged');
    await fg.seen(/both|Press/);
    fg.type('typed\n');
    await fg.seen(/typed/);
    const { stderr, status } = await fg.interrupt();
    assert.deepEqual([stderr, status], ['', 0]);
  });

  test('tail -f of several programs puts their names in front (ours)', async () => {
    const tail = start(OUR_CTL, 'tail', '-f', 'cat', 'pair:pair_0');
    await tail.seen(/Press/);
    await send('cat', 'one\ntwo\n');
    await send('pair:pair_0', 'three\n');
    await tail.seen(/cat {9}\| one\ncat {9}\| two\n/);
    await tail.seen(/pair:pair_0 \| three\n/);
    assert.equal((await tail.interrupt()).status, 0);
  });

  test('tail -f of several programs, one of them unknown (ours)', async () => {
    const { stdout, status } = await start(OUR_CTL, 'tail', '-f', 'cat', 'stdlog').ended();
    assert.deepEqual([stdout, status], ['stdlog: ERROR (no such process name)\n', 1]);
  });

  test('status --wait ends when the programs are there (ours)', async () => {
    await world.call('supervisor.stopProcess', 'off');
    const waiting = start(OUR_CTL, 'status', '--wait', '--timeout=30', 'off', 'cat');
    await world.call('supervisor.startProcess', 'off');
    const { stdout, status } = await waiting.ended();
    assert.equal(status, 0);
    assert.match(stdout, /^off +RUNNING .*\ncat +RUNNING /);
  });

  test('status --wait runs out of time (ours)', async () => {
    await world.call('supervisor.stopProcess', 'off');
    const { stderr, status } = await start(OUR_CTL, 'status', '--wait', '--timeout=0.5', 'off').ended();
    assert.deepEqual([stderr, status], ['not all RUNNING within 0.5 seconds\n', 1]);
  });

  test('status --json keeps its errors off standard output (ours)', async () => {
    const { stdout, stderr, status } = await start(OUR_CTL, 'status', '--json', 'cat', 'nope').ended();
    assert.deepEqual([stderr, status], ['nope: ERROR (no such process)\n', 4]);
    const [only] = JSON.parse(stdout) as [{ namespec: string; statename: string }];
    assert.deepEqual([only.namespec, only.statename], ['cat', 'RUNNING']);
  });

  test('update --dry-run and --minimal (ours)', async () => {
    if (server === 'ours') {
      world.daemon.sandbox.write('more.conf', '[program:fresh]\ncommand=/bin/cat\n');
      assert.equal((await start(OUR_CTL, 'update', '--dry-run').ended()).stdout, 'fresh: available\n');
      assert.equal((await start(OUR_CTL, 'update', '--minimal').ended()).stdout, 'fresh: added process group\n');
      return;
    }
    for (const option of ['--dry-run', '--minimal']) {
      const { stdout, status } = await start(OUR_CTL, 'update', option).ended();
      assert.equal(status, 3);
      assert.match(stdout, /^ERROR: the server cannot do this/);
    }
  });
}
