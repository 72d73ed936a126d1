import type { Contestant, Id } from './contestants/index.ts';
import { type Experiment, type Figure, type Figures, medianFigure, takesPart } from './experiment.ts';
import { figureText } from './table.ts';
import { takeTurn } from './turn.ts';
import type { Workspace } from './workspace.ts';

export interface Outcome {
  readonly experiment: Experiment;
  readonly rounds: number;
  /** Of each that took part, what each round gave. */
  readonly figures: ReadonlyMap<Id, readonly Figures[]>;
  /** Whom something went wrong with. */
  readonly failed: ReadonlySet<Id>;
}

/** In every round each contestant has its turn, so that a busy machine is unfair to all. */
export async function measure(
  experiment: Experiment,
  contestants: readonly Contestant[],
  rounds: number,
  workspace: Workspace,
  progress: (text: string) => void,
): Promise<Outcome> {
  const players = contestants.filter((contestant) => takesPart(experiment, contestant));
  const figures = new Map<Id, Figures[]>(players.map(({ id }) => [id, []]));
  const failed = new Set<Id>();
  for (let round = 1; round <= rounds; round++) {
    for (const player of players.filter(({ id }) => !failed.has(id))) {
      const name = `${experiment.name} ${round}/${rounds} ${player.title}`;
      try {
        const measured = await takeTurn(experiment, player, workspace);
        figures.get(player.id)?.push(measured);
        progress(`${name}: ${summary(experiment, measured)}`);
      } catch (error) {
        failed.add(player.id);
        progress(`${name}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  return { experiment, rounds, figures, failed };
}

/** Undefined where it was not measured. */
export function medianOfRounds({ figures }: Outcome, id: Id, key: string): Figure | undefined {
  const all = figures.get(id)?.flatMap((each) => each[key] ?? []);
  return all && medianFigure(all);
}

function summary({ measures }: Experiment, figures: Figures): string {
  return Object.entries(measures)
    .map(([key, measure]) => `${key} ${figureText(figures[key], measure) || 'not measured'}`)
    .join(', ');
}
