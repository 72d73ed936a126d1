import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { configText } from './caseConfig.ts';
import type { Daemon, DaemonOptions } from './daemon.ts';
import { type Difference, flatten, settle } from './difference.ts';
import { type Flavour, noReference, notRoot, selfCheck } from './flavour.ts';
import { type Observed, observe, type RunObserved } from './observe.ts';

/** One program of a run: its section, what it has to show, and what of it is compared. */
export interface ProgramCase {
  readonly name: string;
  /** The sentence this program proves. */
  readonly title: string;
  /** Keys of its section. Logs go to `{dir}/NAME.out` and `{dir}/NAME.err` unless they are named here. */
  readonly lines: string;
  /** Has to be found in what the reference did, so that two sides that both did nothing are not alike. */
  readonly shows: readonly RegExp[];
  /** The message that says it has done what it is here for. Default: it entered RUNNING. */
  readonly until?: RegExp;
  /** Messages that do not name the program but are about it. */
  readonly mentions?: RegExp;
  /** Process names, where they are not just the program's. */
  readonly processes?: readonly string[];
  readonly section?: 'program' | 'eventlistener' | 'fcgi-program';
  /** Files of the sandbox to compare at the end. */
  readonly files?: readonly string[];
  /** Fields of the probe to compare, `*` for all. */
  readonly probe?: readonly string[];
  readonly differences?: readonly Difference[];
  /** Reason why this is not expected to hold yet. */
  readonly todo?: string;
}

/** One configuration that runs on the reference and on ours at the same time. */
export interface RunCase {
  readonly title: string;
  readonly programs: readonly ProgramCase[];
  /** More keys for [supervisord]. */
  readonly supervisord?: string;
  /** More sections. */
  readonly sections?: string;
  readonly daemon?: Partial<Omit<DaemonOptions, 'flavour' | 'config'>>;
  readonly needsRoot?: boolean;
  /** What happens once all programs are there; the default ends the daemon with SIGTERM. Its result is compared. */
  readonly steps?: (daemon: Daemon) => Promise<Readonly<Record<string, unknown>>>;
  /** Looks around once the daemon has exited. */
  readonly afterExit?: (daemon: Daemon) => Promise<Readonly<Record<string, unknown>>>;
  /** All programs in one group, where the end of the run would otherwise wait a second for each of them. */
  readonly oneGroup?: boolean;
  /** What the reference's daemon has to show. */
  readonly shows?: readonly RegExp[];
  readonly files?: readonly string[];
  readonly differences?: readonly Difference[];
  readonly todo?: string;
}

/** Registers one test for each program of the run and one for the daemon. */
export function sideBySide(run: RunCase): void {
  const skip = noReference || (run.needsRoot && notRoot);
  describe(run.title, { skip: skip || false }, () => {
    let sides: Readonly<Record<Flavour, RunObserved>>;
    before(
      async () => {
        sides = await runBoth(run);
      },
      { timeout: 150_000 },
    );
    for (const program of run.programs) {
      test(program.title, { ...(program.todo ? { todo: program.todo } : {}) }, () =>
        compare(program, sides, ({ programs }) => programs[program.name]),
      );
    }
    test(
      'the daemon: messages, exit status and what it leaves behind',
      { ...(run.todo ? { todo: run.todo } : {}) },
      () => compare({ shows: run.shows ?? [], ...run }, sides, ({ daemon }) => daemon),
    );
  });
}

export async function runBoth(run: RunCase): Promise<Readonly<Record<Flavour, RunObserved>>> {
  const start = (flavour: Flavour): Promise<RunObserved> =>
    observe(run, { ...run.daemon, flavour, config: configText(run) });
  const [reference, ours] = await Promise.all([start('reference'), start('ours')]);
  return { reference, ours };
}

function compare(
  expected: { readonly shows: readonly RegExp[]; readonly differences?: readonly Difference[] },
  sides: Readonly<Record<Flavour, RunObserved>>,
  part: (side: RunObserved) => Observed | undefined,
): void {
  for (const [flavour, side] of Object.entries(sides)) {
    if (side.failed !== null && part(side) === undefined) assert.fail(`${flavour}: ${side.failed}`);
  }
  const reference = flatten(part(sides.reference) ?? {});
  const ours = flatten(part(sides.ours) ?? {});
  const text = JSON.stringify(reference, null, 1);
  for (const pattern of expected.shows)
    assert.match(text, pattern, 'the reference does not show what this case is about');
  assert.notEqual(reference.reached, 'never', `the reference never came so far as this case waits for: ${text}`);
  settle({ reference, ours }, expected.differences ?? [], selfCheck);
  assert.deepEqual(ours, reference, `ours (actual, +) is not as the reference (expected, -)`);
}
