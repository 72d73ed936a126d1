import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noNamespace } from '../../helpers/pidNamespace.ts';
import { signal } from '../../helpers/processes.ts';
import { DUMB_INIT, firstOf, INITS, kill, OUR_INIT, PID1, PROBE, type Running, start, TINI } from './inits.ts';

/** SIGKILL and SIGSTOP cannot be caught, and SIGCHLD is the init's own. */
const UNCATCHABLE = [9, 19] as const;
const FORWARDABLE = numbers(1, 64).filter((number) => ![...UNCATCHABLE, 17].includes(number));
/** Comes after everything else that waits: the kernel hands out the lowest number first. */
const LAST = 64;

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

async function begin(argv: readonly string[], ready: RegExp): Promise<{ running: Running; pid: number }> {
  const running = start([...PID1, ...argv]);
  await running.says(ready);
  return { running, pid: await firstOf(running) };
}

/** A stop signal takes back a SIGCONT that nobody has seen yet. */
const CONTINUE = 18;

/** Sends each signal once and gives what the command got. */
async function delivered(init: readonly string[]): Promise<number[]> {
  const { running, pid } = await begin([...init, PROBE, 'signals'], /READY/);
  signal(pid, CONTINUE);
  await running.says(/^18$/m);
  for (const number of numbers(1, LAST)) {
    if (number !== CONTINUE && !UNCATCHABLE.includes(number as 9)) signal(pid, number);
  }
  await running.says(/^64$/m);
  const seen = running.stdout().trim().split('\n').slice(1).map(Number);
  await kill(running);
  return seen.sort((a, b) => a - b);
}

describe('signals sent to PID 1', { skip: noNamespace, timeout: 60_000 }, () => {
  test('ours: every signal that can be caught reaches the command once', async () => {
    assert.deepEqual(await delivered(OUR_INIT.single), FORWARDABLE);
  });

  for (const other of [TINI, DUMB_INIT]) {
    test(`whatever ${other.name} forwards ours forwards`, { skip: other.skip }, async () => {
      const theirs = await delivered(other.single);
      assert.ok(theirs.includes(15) && theirs.includes(LAST), `${other.name} forwarded ${theirs}`);
      assert.deepEqual(
        theirs.filter((number) => !FORWARDABLE.includes(number)),
        [],
      );
    });
  }

  for (const init of INITS) {
    test(`${init.name}: the command alone gets them, or its whole group where that is asked for`, {
      skip: init.skip,
    }, async () => {
      for (const [argv, roles] of [
        [init.single, ['parent']],
        [init.group, ['child', 'parent']],
      ] as const) {
        const { running, pid } = await begin([...argv, PROBE, 'signals', 'pair'], /(READY[\s\S]*){2}/);
        for (const number of [1, 2, 15, 10, 40]) signal(pid, number);
        for (const role of roles) await running.says(new RegExp(`^${role} 40$`, 'm'));
        const who = running
          .stdout()
          .split('\n')
          .flatMap((line) => /^(\w+) \d+$/.exec(line)?.[1] ?? []);
        assert.deepEqual([...new Set(who)].sort(), roles);
        assert.equal(who.length, roles.length * 5);
        await kill(running);
      }
    });
  }

  test('ours: real-time signals are counted, each of a thousand arrives', async () => {
    const { running, pid } = await begin([...OUR_INIT.single, PROBE, 'signals'], /READY/);
    for (let index = 0; index < 1000; index++) signal(pid, 34 + (index % 10));
    signal(pid, LAST);
    await running.says(/^64$/m);
    const seen = running.stdout().trim().split('\n').slice(1, -1).map(Number);
    assert.equal(seen.length, 1000);
    for (const number of numbers(34, 43)) assert.equal(seen.filter((each) => each === number).length, 100);
    await kill(running);
  });

  for (const [name, argv, skip] of [
    ['dumb-init', ['/usr/bin/dumb-init', '-c', '-r', '15:3', '-r', '1:0', '--'], DUMB_INIT.skip],
    ['ours', [OUR_INIT.single[0] ?? '', '-r', '15:3', '--rewrite=HUP:0', '--'], false],
  ] as const) {
    test(`${name}: a rewritten signal arrives as another, or not at all`, { skip }, async () => {
      const { running, pid } = await begin([...argv, PROBE, 'signals'], /READY/);
      for (const number of [1, 15, 12]) {
        signal(pid, number);
        if (number !== 1) await running.says(number === 15 ? /^3$/m : /^12$/m);
      }
      assert.equal(running.stdout(), 'READY\n3\n12\n');
      await kill(running);
    });
  }

  test('ours: a real-time signal can be rewritten, to and from', async () => {
    const { running, pid } = await begin(
      [OUR_INIT.single[0] ?? '', '-r', 'RTMIN+3:TERM', '-r15:RTMAX-1', '--', PROBE, 'signals'],
      /READY/,
    );
    signal(pid, 37);
    await running.says(/^15$/m);
    signal(pid, 15);
    await running.says(/^63$/m);
    await kill(running);
  });

  test('ours: a signal that comes while the command is being started is not lost', async () => {
    // It comes all the time, so the first that counts is there before the command can do anything about it.
    const running = start([...PID1, ...OUR_INIT.single, 'sleep', '1000']);
    const pid = await firstOf(running);
    const timer = setInterval(() => signal(pid, 40), 1);
    const { status } = await running.ended().finally(() => clearInterval(timer));
    assert.equal(status, 128 + 40);
  });
});
