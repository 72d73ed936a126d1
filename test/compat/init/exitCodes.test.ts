import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noNamespace } from '../../helpers/pidNamespace.ts';
import { INITS, OUR_INIT, PID1, PROBE, run, TINI } from './inits.ts';

/** All at once, two at a time: each prints the number and what became of it. */
const EACH = `printf '%s\\n' {NUMBERS} | xargs -P 3 -I{} sh -c '"$@"; echo {} $?' sh`;

/** SIGCHLD, SIGCONT, SIGURG and SIGWINCH are ignored, and four stop. */
const HARMLESS: ReadonlySet<number> = new Set([17, 18, 19, 20, 21, 22, 23, 28]);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Runs one init for each number, in whose place in the command {} stands. */
async function table(init: readonly string[], numbers: readonly number[], command: readonly string[]) {
  const quoted = [...init, ...command].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const { stdout } = await run(['sh', '-c', `${EACH.replace('{NUMBERS}', numbers.join(' '))} ${quoted}`]);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number) as [number, number]);
  return Object.fromEntries(rows.sort(([a], [b]) => a - b));
}

/**
 * What a start of Node costs 256 times is a minute or more: INIT_SWEEP=all takes it. Otherwise these go through the built
 * program, and all of them through the code behind it (test/unit/init/exitCodes.test.ts).
 */
const SWEEP = process.env.INIT_SWEEP === 'all';
const CODES = SWEEP ? range(0, 255) : [0, 1, 2, 3, 42, 64, 100, 125, 126, 127, 128, 129, 130, 137, 143, 200, 254, 255];
/** Those that end a process which does nothing about them. */
const DEADLY = SWEEP
  ? range(1, 64).filter((number) => !HARMLESS.has(number))
  : [1, 2, 6, 9, 11, 15, 31, 32, 33, 34, 63, 64];

for (const init of INITS) {
  describe(init.name, { skip: init.skip, timeout: 300_000 }, () => {
    test('the exit codes of the command are its own', async () => {
      const seen = await table(init.single, CODES, ['sh', '-c', 'exit {}']);
      assert.deepEqual(seen, Object.fromEntries(CODES.map((code) => [code, code])));
    });

    test('a command that a signal ended gives 128 and its number', async () => {
      const seen = await table(init.single, DEADLY, [PROBE, 'die', '{}']);
      assert.deepEqual(seen, Object.fromEntries(DEADLY.map((number) => [number, 128 + number])));
    });

    test('as PID 1 too', { skip: noNamespace }, async () => {
      const codes = [0, 1, 2, 126, 127, 143, 255];
      assert.deepEqual(
        await table([...PID1, ...init.single], codes, ['sh', '-c', 'exit {}']),
        Object.fromEntries(codes.map((code) => [code, code])),
      );
      const signals = [1, 9, 15, 32, 33, 34, 64];
      assert.deepEqual(
        await table([...PID1, ...init.single], signals, [PROBE, 'die', '{}']),
        Object.fromEntries(signals.map((number) => [number, 128 + number])),
      );
    });
  });
}

for (const { name, skip, remapped } of [
  { ...TINI, remapped: ['/usr/bin/tini', '-s', '-e', '143', '-e', '7', '--'] },
  { ...OUR_INIT, remapped: [OUR_INIT.single[0] ?? '', '-s', '-e', '143', '--remap-exit=7', '--'] },
]) {
  test(`${name}: codes that are remapped become 0, of exits and of signals, and no others`, { skip }, async () => {
    assert.deepEqual(await table(remapped, [0, 1, 6, 7, 8, 143], ['sh', '-c', 'exit {}']), {
      0: 0,
      1: 1,
      6: 6,
      7: 0,
      8: 8,
      143: 0,
    });
    assert.deepEqual(await table(remapped, [9, 15], [PROBE, 'die', '{}']), { 9: 137, 15: 0 });
  });
}
