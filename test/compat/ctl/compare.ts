import assert from 'node:assert/strict';
import { selfCheck } from '../../helpers/flavour.ts';
import { type Client, type Finished, ours } from './clients.ts';
import type { World } from './world.ts';

/** One command line that both clients are given. */
export interface CtlCase {
  readonly title: string;
  /** Words of the command line behind `-c {dir}/supervisord.conf`; or all of it, with `bare`. */
  readonly args: readonly string[];
  readonly bare?: true;
  readonly stdin?: string;
  /** Folder of the sandbox to run in. */
  readonly cwd?: string;
  /** Has to be found in what the reference prints or answers: both clients doing nothing would be alike. */
  readonly shows: RegExp;
  /** The exit status that the reference gives. */
  readonly status: number;
  /** Lines come in the order in which the server gets there. */
  readonly unordered?: boolean;
  /** The one that ours is meant to give instead; the reason stands among the differences. */
  readonly oursStatus?: number;
  /** Files to write and methods to call, before each of the two. */
  readonly before?: (world: World) => Promise<unknown>;
  readonly differences?: readonly CtlDifference[];
}

/** Where ours is meant to differ: checked on both sides, then taken out of them. */
export interface CtlDifference {
  readonly reason: string;
  readonly in: 'stdout' | 'stderr';
  /** What the reference has and ours has not, or null. */
  readonly reference: RegExp | null;
  readonly ours: RegExp | null;
}

/** `client` is the reference's. */
export async function compare(world: World, client: Client, ctlCase: CtlCase): Promise<void> {
  const [reference, second] = await runBoth(world, client, ctlCase);
  assert.match(
    `${reference.stdout}${reference.stderr}`,
    ctlCase.shows,
    'the reference does not show what this is about',
  );
  assert.equal(reference.status, ctlCase.status, 'exit status of the reference');
  const expected = { ...reference, status: (selfCheck ? undefined : ctlCase.oursStatus) ?? reference.status };
  const actual = { ...second };
  for (const difference of [...EVERYWHERE, ...(ctlCase.differences ?? [])]) settle(expected, actual, difference);
  assert.deepEqual(actual, expected, 'ours (actual, +) is not as the reference (expected, -)');
}

async function runBoth(world: World, reference: Client, ctlCase: CtlCase): Promise<[Finished, Finished]> {
  const second = selfCheck ? reference : ours;
  if (ctlCase.before === undefined) {
    return Promise.all([run(world, reference, ctlCase), run(world, second, ctlCase)]);
  }
  await ctlCase.before(world);
  const first = await run(world, reference, ctlCase);
  await ctlCase.before(world);
  return [first, await run(world, second, ctlCase)];
}

async function run(world: World, client: Client, { args, bare, stdin, cwd, unordered }: CtlCase): Promise<Finished> {
  const line = bare === true ? args : ['-c', '{dir}/supervisord.conf', ...args];
  const finished = await client(line.map(world.fill), {
    cwd: world.fill(cwd ?? '{dir}'),
    stdin: world.fill(stdin ?? ''),
  });
  const stdout = normalise(finished.stdout);
  return {
    ...finished,
    stdout: unordered === true ? stdout.split('\n').sort().join('\n').replace(/^\n/, '').concat('\n') : stdout,
    stderr: normalise(finished.stderr),
  };
}

/** What depends on the moment, on the program's name, or on where in its source the reference fails. */
export function normalise(text: string): string {
  return text
    .replace(/pid \d+, uptime \d+:\d\d:\d\d/g, 'pid N, uptime T')
    .replace(/use \S+ctl(\.cjs)? -h$/m, 'use PROGRAM -h')
    .replace(/(^|(?<=\? ))(error: .*?): (file: \S+ line: \d+|\w+\.\w+ at \S+)$/gm, '$2')
    .split('\n')
    .map(syntaxOf)
    .filter((line) => line === '' || line.trim() !== '')
    .join('\n');
}

/** Of help texts only the syntax is the same: what each line has in front of its last tabs. */
function syntaxOf(line: string): string {
  if (/^(Note|Ex): ?/.test(line)) return line.slice(0, line.indexOf(':') + 1);
  const tab = line.lastIndexOf('\t');
  return tab === -1 ? line : line.slice(0, tab + 1);
}

const EVERYWHERE: readonly CtlDifference[] = [
  {
    reason: 'ours says what to do about a server that does not answer',
    in: 'stderr',
    reference: null,
    ours: /^(There is no socket|Nothing listens|You \(uid|It was given no|It does not accept|No host is known).*\n/gm,
  },
];

function settle(
  reference: { -readonly [K in keyof Finished]: Finished[K] },
  ours: typeof reference,
  difference: CtlDifference,
): void {
  const { in: stream, reason } = difference;
  const anywhere = EVERYWHERE.includes(difference);
  for (const [side, pattern] of [
    [reference, difference.reference],
    [ours, selfCheck ? difference.reference : difference.ours],
  ] as const) {
    if (pattern === null) continue;
    if (!anywhere)
      assert.match(side[stream], pattern, `${side === ours ? 'ours' : 'reference'}, meant to differ: ${reason}`);
    side[stream] = side[stream].replace(pattern, '');
  }
}
