import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { normalise } from './activityLog.ts';
import { startDaemon } from './daemon.ts';
import { type Difference, flatten, settle } from './difference.ts';
import { executable, type Flavour, noReference, notRoot, selfCheck } from './flavour.ts';
import type { FileSpec } from './sandbox.ts';

/** A start that ends at once: an option that only prints, or something wrong that keeps the daemon from starting. */
export interface Refusal {
  readonly title: string;
  readonly args?: readonly string[];
  /** Stands after a [supervisord] section and a program that would leave the file `ran`. */
  readonly sections?: string;
  /** The whole configuration instead. */
  readonly config?: string;
  readonly files?: Readonly<Record<string, FileSpec>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly wrap?: readonly string[];
  /** The first line on stderr (stdout where nothing is there) of the reference. */
  readonly says: RegExp;
  /** Only the exit status and the silence elsewhere are compared, not the text. */
  readonly textDiffers?: string;
  readonly differences?: readonly Difference[];
}

export function refusals(title: string, cases: readonly Refusal[]): void {
  describe(title, { skip: noReference || false, concurrency: 2 }, () => {
    for (const one of cases) {
      const skip = one.uid !== undefined && notRoot;
      test(one.title, { skip: skip || false, timeout: 60_000 }, () => compare(one));
    }
  });
}

const HEAD = '[supervisord]\nlogfile={dir}/supervisord.log\npidfile={dir}/supervisord.pid\n';
const PROGRAM = '[program:first]\ncommand=touch {dir}/ran\nautorestart=false\nstartsecs=0\n';

async function compare(one: Refusal): Promise<void> {
  const [reference, ours] = (await Promise.all([seen(one, 'reference'), seen(one, 'ours')])).map((side) =>
    flatten(side),
  );
  if (!reference || !ours) throw new Error('two sides expected');
  assert.match(String(reference['first line']), one.says, 'the reference does not show what this case is about');
  settle({ reference, ours }, one.differences ?? [], selfCheck);
  if (one.textDiffers) for (const side of [reference, ours]) delete side['first line'];
  assert.deepEqual(
    ours,
    reference,
    `ours (actual, +) is not as the reference (expected, -): ${JSON.stringify(one.args ?? [])}`,
  );
}

async function seen(one: Refusal, flavour: Flavour): Promise<Record<string, unknown>> {
  const config = one.config ?? `${HEAD}${PROGRAM}${one.sections ?? ''}\n`;
  const daemon = await startDaemon({
    ...one,
    flavour,
    config,
    args: one.args ?? ['-n', '-c', '{dir}/supervisord.conf'],
  });
  try {
    const exit = await daemon.waitExit(20_000);
    const text = (of: string): string[] => lines(of, flavour, daemon.sandbox.dir);
    const [stdout, stderr] = [text(daemon.stdout()), text(daemon.stderr())];
    return {
      exit,
      'first line': stderr[0] ?? stdout[0],
      'help is offered': stderr.at(-1)?.startsWith('For help, use ') ?? false,
      'speaks on stdout': stdout.length > 0,
      'speaks on stderr': stderr.length > 0,
      'a program ran': daemon.sandbox.read('ran') !== null,
      'a pidfile is left': daemon.sandbox.read('supervisord.pid') !== null,
    };
  } finally {
    await daemon.dispose();
  }
}

function lines(text: string, flavour: Flavour, dir: string): string[] {
  return normalise(text, dir)
    .replaceAll(executable(flavour), '<daemon>')
    .split('\n')
    .filter((line) => line.trim() !== '');
}
