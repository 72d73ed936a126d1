import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { ROOT } from '../../helpers/flavour.ts';
import { type Ended, OUR_INIT, run, start, TINI } from './inits.ts';

const ODD = ['/usr/bin/python3', join(ROOT, 'test/compat/init/inheritance.py')];
/** Not `env` or a shell's builtins: what the kernel says of the command itself. */
const LOOK = ['environ', 'cmdline', 'status', 'limits', 'stat'].map((file) => `/proc/self/${file}`);

/** What the command sees of itself, by file of /proc. */
async function seenBy(init: readonly string[], extra: readonly string[] = []): Promise<Record<string, string>> {
  const seen = await Promise.all(
    LOOK.map(async (file): Promise<[string, string]> => {
      const { stdout, stderr, status } = await run([...ODD, ...init, '/bin/cat', file, ...extra]);
      assert.equal(status, extra.length > 0 ? 1 : 0, stderr);
      return [file.slice('/proc/self/'.length), stdout];
    }),
  );
  return Object.fromEntries(seen);
}

function fields(status: string | undefined, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, new RegExp(`^${name}:[\\t ]*(.*)$`, 'm').exec(status ?? '')?.[1] ?? '?']),
  );
}

describe('what the command is given', { skip: TINI.skip, timeout: 60_000 }, () => {
  let plain: Record<string, string>;
  let ours: Record<string, string>;
  before(async () => {
    plain = await seenBy(TINI.single);
    ours = await seenBy(OUR_INIT.single);
  });

  test('the environment is the same to the last byte and in the same order', () => {
    assert.ok(plain.environ?.includes('spring.datasource.url=') && plain.environ.includes('\xff\xfe=\xc3('));
    assert.deepEqual(ours.environ?.split('\0'), plain.environ?.split('\0'));
  });

  test('ignored and blocked signals, umask and privileges are the same', () => {
    const names = [
      'SigBlk',
      'SigIgn',
      'SigCgt',
      'Umask',
      'Uid',
      'Gid',
      'Groups',
      'NoNewPrivs',
      'CapEff',
      'CapInh',
      'CapAmb',
      'CapBnd',
    ];
    const expected = fields(plain.status, names);
    assert.equal(expected.SigIgn, '8000008000000007');
    assert.equal(expected.SigBlk, '0002000000000800');
    assert.equal(expected.Umask, '0027');
    assert.deepEqual(fields(ours.status, names), expected);
  });

  test('all resource limits and the nice value are the same', () => {
    assert.match(plain.limits ?? '', /^Max open files +321 /m);
    assert.equal(ours.limits, plain.limits);
    const nice = (stat: string | undefined): string | undefined => stat?.replace(/^.*\) /, '').split(' ')[16];
    assert.equal(nice(ours.stat), nice(plain.stat));
  });

  test('words that are no UTF-8, and empty ones, come through', async () => {
    // Node's spawn would encode them: the shell writes the byte.
    for (const init of [TINI, OUR_INIT]) {
      const { stdout } = await run([
        'sh',
        '-c',
        `x=$(printf 'a\\377b'); exec "$@" /bin/sh -c 'printf "[%s]" "$@"' sh "$x" '' -- ' y' --group`,
        'sh',
        ...init.single,
      ]);
      assert.equal(stdout, '[a\xffb][][--][ y][--group]', init.name);
    }
  });

  test('open descriptors keep their numbers, and there are no others', async () => {
    const list = ['/bin/sh', '-c', 'cd /proc/$$/fd; printf "%s\\n" *'];
    const [expected, seen] = await Promise.all([
      run([...ODD, ...TINI.single, ...list]),
      run([...ODD, ...OUR_INIT.single, ...list]),
    ]);
    assert.match(expected.stdout, /^7\n/m);
    assert.match(expected.stdout, /^40\n/m);
    assert.equal(seen.stdout, expected.stdout);
  });

  test('a closed descriptor stays closed', async () => {
    for (const [redirection, closed] of [
      ['<&-', 0],
      ['>&-', 1],
      ['2>&-', 2],
    ] as const) {
      const look =
        closed === 2 ? `[ -e /proc/$$/fd/${closed} ] && echo open` : `[ -e /proc/$$/fd/${closed} ] && echo open >&2`;
      const { stdout, stderr, status } = await run([
        'sh',
        '-c',
        `exec "$@" ${redirection}`,
        'sh',
        ...OUR_INIT.single,
        'sh',
        '-c',
        look,
      ]);
      assert.deepEqual([stdout, stderr, status], ['', '', 1], redirection);
    }
  });

  test('an environment too large for the launcher comes through as the shell has it', async () => {
    const env = { LARGE: 'x'.repeat(110_000), NODE_OPTIONS: '--max-old-space-size=99' };
    const { stdout } = await run([...OUR_INIT.single, '/usr/bin/env'], { env });
    assert.ok(stdout.includes(`LARGE=${env.LARGE}\n`) && stdout.includes('NODE_OPTIONS=--max-old-space-size=99\n'));
    assert.doesNotMatch(stdout, /TSUPERVISORD_/);
  });
});

describe('standard streams', { timeout: 60_000 }, () => {
  const BYTES = Buffer.from(Array.from({ length: 1 << 20 }, (_, index) => (index * 7 + (index >> 8)) & 255));

  test('a megabyte of binary data passes through, and the end of the input is the end', async () => {
    const running = start([...OUR_INIT.single, 'cat']);
    running.stdin?.end(BYTES);
    const { stdout, status }: Ended = await running.ended();
    assert.equal(status, 0);
    assert.ok(Buffer.from(stdout, 'latin1').equals(BYTES));
  });

  test('the init reads nothing of it: what the command leaves is there for the next', async () => {
    const { stdout } = await run([
      'sh',
      '-c',
      `printf 'one\\ntwo\\n' | { "$@" sh -c 'read x; echo "got $x"'; cat; }`,
      'sh',
      ...OUR_INIT.single,
    ]);
    assert.equal(stdout, 'got one\ntwo\n');
  });

  test('output and errors are the very descriptors the init was given', async () => {
    const { stdout } = await run([
      'sh',
      '-c',
      `readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2; "$@" sh -c 'readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2'`,
      'sh',
      ...OUR_INIT.single,
    ]);
    const lines = stdout.trim().split('\n');
    assert.deepEqual(lines.slice(3), lines.slice(0, 3));
  });
});
