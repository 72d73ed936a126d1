import { endedWell } from './endedWell.ts';
import { lately, linesOf, quoted, tellingLine } from './lastWords.ts';
import { childStruckByOom, struckByOom } from './oomCause.ts';
import { outputSays, springSays } from './outputCause.ts';
import { PASSED_ON, type Scene } from './record.ts';
import { anotherSignal, crashed } from './signalCause.ts';
import { exitStatusCause } from './statuses.ts';
import { askedFor, killedByHand, stoppedByUs } from './stoppedCause.ts';
import { setUpCause, spawnCause } from './unstarted.ts';

/** What most probably was behind a failure, for a person. */
export interface Cause {
  /** A sentence or two. */
  readonly sentence: string;
  /** What to do about it. */
  readonly advice: readonly string[];
}

/** The first that has something to say; the last always has. */
export function causeOf(scene: Scene): Cause {
  for (const rule of RULES) {
    const cause = rule(scene);
    if (cause !== null) return cause;
  }
  return unknown(scene);
}

type Rule = (scene: Scene) => Cause | null;

const RULES: readonly Rule[] = [
  spawnCause,
  setUpCause,
  stoppedByUs,
  struckByOom,
  askedFor,
  killedByHand,
  crashed,
  endedWell,
  springSays,
  outputSays,
  anotherSignal,
  childStruckByOom,
  exitStatusCause,
];

function unknown(scene: Scene): Cause {
  const lines = linesOf(lately(scene));
  const line = tellingLine(lines) ?? lines.at(-1) ?? null;
  const end = scene.exit?.description ?? 'no process';
  const when = scene.kind === 'start' ? `, before it was up for startsecs=${scene.options.startsecs}` : '';
  const silent =
    line !== null ? '' : scene.stdout.missing === PASSED_ON ? LOOK_THERE : ' It said nothing that was kept.';
  return {
    sentence: `It ended by itself with ${end}${when}.${quoted(line, 'Its last words')}${silent}`,
    advice: line === null ? howToKeep(scene) : [],
  };
}

const LOOK_THERE = ' What it said stands in the log of the container.';

function howToKeep({ stdout, stderr }: Scene): string[] {
  const missing = [stdout.missing, stderr.missing].filter((why) => why !== undefined && why !== PASSED_ON);
  return [...new Set(missing.filter((why) => why !== undefined))];
}
