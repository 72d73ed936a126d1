import type { Figure, Measure } from './experiment.ts';
import { medianOfRounds, type Outcome } from './rounds.ts';
import { figureText } from './table.ts';

/** A sentence for each figure of ours that is not what it has to be. */
export function missedTargets(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome) =>
    Object.entries(outcome.experiment.measures).flatMap(([key, measure]) => {
      const ours = medianOfRounds(outcome, 'ours', key);
      const reference = medianOfRounds(outcome, 'supervisord', key);
      if (isMet(measure, ours, reference) !== false) return [];
      const beside = reference === undefined ? '' : `, supervisord ${figureText(reference, measure)}`;
      return [
        `target missed, ${outcome.experiment.name}: ${measure.title} is ${figureText(ours, measure)}${beside}, ${wanted(measure)}`,
      ];
    }),
  );
}

/** Undefined where there is no target, or nothing to compare. */
export function isMet({ target }: Measure, ours: Figure | undefined, reference: Figure | undefined) {
  if (!target || ours === undefined) return undefined;
  if (typeof ours !== 'number') return false;
  if ('limit' in target) return ours <= target.limit;
  if (typeof reference !== 'number') return undefined;
  return 'atMost' in target ? ours / reference <= target.atMost : ours / reference >= target.atLeast;
}

function wanted({ target, unit }: Measure): string {
  if (!target) return '';
  if ('limit' in target) return `not at most ${`${target.limit} ${unit}`.trim()}`;
  const [word, ratio] = 'atMost' in target ? ['at most', target.atMost] : ['at least', target.atLeast];
  return `not ${word} ${ratio.toPrecision(2)} times that`;
}
