import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noNamespace } from '../../helpers/pidNamespace.ts';
import { childrenOf, isAlive, signal } from '../../helpers/processes.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { firstOf, INITS, kill, OUR_INIT, PID1, PROBE, run, start, TINI } from './inits.ts';

const MANY = 300;

describe('orphans', { timeout: 120_000 }, () => {
  for (const init of INITS) {
    for (const [where, wrap, skip] of [
      ['as PID 1', PID1, noNamespace],
      // dumb-init is no subreaper.
      ['as a subreaper', [], init.name === 'dumb-init' ? 'it cannot' : false],
    ] as const) {
      test(`${init.name}: ${MANY} orphans that end together are reaped, ${where}`, {
        skip: init.skip || skip,
      }, async () => {
        const running = start([...wrap, ...init.single, PROBE, 'orphans', String(MANY)]);
        await running.says('READY');
        const pid = wrap.length > 0 ? await firstOf(running) : running.pid;
        await waitFor('all of them adopted', () => childrenOf(pid).length === MANY + 1);
        running.stdin?.end();
        await waitFor('only the command left', () => childrenOf(pid).length === 1, {
          state: () => `${childrenOf(pid).length} children`,
        });
        signal(pid, 'SIGTERM');
        assert.equal((await running.ended()).status, 143);
      });
    }
  }

  for (const [name, argv, line, skip] of [
    ['tini', ['/usr/bin/tini', '-s', '-w', '--'], /Reaped zombie process with pid=\d+/g, TINI.skip],
    [
      'ours',
      [OUR_INIT.single[0] ?? '', '--warn-on-reap', '--'],
      /^tsupervisord: reaped orphan \d+ \(exit status \d+\)$/gm,
      false,
    ],
  ] as const) {
    test(`${name}: each orphan reaped has its line on standard error, the command has none`, { skip }, async () => {
      const running = start([...argv, PROBE, 'orphans', '20']);
      await running.says('READY');
      running.stdin?.end();
      await waitFor('twenty lines', () => (running.stderr().match(line)?.length ?? 0) >= 20, { state: running.stderr });
      signal(running.pid, 'SIGTERM');
      const { stderr } = await running.ended();
      assert.equal(stderr.match(line)?.length, 20);
      assert.equal(stderr.trim().split('\n').length, 20, stderr);
    });
  }

  for (const init of INITS) {
    test(`${init.name}: a daemon that forked twice lives as long as the command, and no longer`, {
      skip: init.skip || noNamespace,
    }, async () => {
      const command = `setsid sh -c 'sleep 1000 & echo started' & read line; exit 6`;
      const running = start([...PID1, ...init.single, 'sh', '-c', command]);
      await running.says('started');
      const pid = await firstOf(running);
      const daemon = await waitFor('the daemon', () => childrenOf(pid).find(({ name }) => name === 'sleep'));
      assert.ok(isAlive(daemon.pid));
      running.stdin?.end('line\n');
      assert.equal((await running.ended()).status, 6);
      await waitFor('the end of the daemon', () => !isAlive(daemon.pid));
    });
  }

  test('ours: the command may be over before its children are: they end with the namespace', {
    skip: noNamespace,
  }, async () => {
    const { status } = await run([...PID1, ...OUR_INIT.single, 'sh', '-c', 'sleep 1000 & exit 3']);
    assert.equal(status, 3);
  });
});

describe('the end of the parent', { timeout: 60_000 }, () => {
  for (const [name, argv, skip] of [
    ['tini', ['/usr/bin/tini', '-s', '-p', 'SIGUSR1', '--'], TINI.skip],
    ['ours', [OUR_INIT.single[0] ?? '', '-p', 'SIGUSR1', '--'], false],
  ] as const) {
    test(`${name}: the command gets the signal that was asked for`, { skip }, async () => {
      // The reaper in between adopts the init, and stays.
      const middle = `"$@" & read line`;
      const running = start([
        ...TINI.single,
        'sh',
        '-c',
        `sh -c '${middle}' sh "$@"; exec sleep 1000`,
        'sh',
        ...argv,
        PROBE,
        'signals',
      ]);
      await running.says('READY');
      running.stdin?.end('\n');
      await running.says(/^10$/m);
      const probe = await waitFor('the sleeping one', () =>
        childrenOf(running.pid).find(({ name }) => name === 'sleep'),
      );
      signal(probe.pid, 'SIGKILL');
      await waitFor('the end', () => !isAlive(running.pid));
    });
  }
});

describe('namespaces', { skip: noNamespace, timeout: 60_000 }, () => {
  test('ours: SIGKILL from outside ends all of it', async () => {
    const running = start([...PID1, ...OUR_INIT.single, PROBE, 'signals']);
    await running.says('READY');
    await kill(running);
  });
});
