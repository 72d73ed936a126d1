import type { Contestant } from './contestants/index.ts';
import type { Machine } from './machine.ts';
import { medianOfRounds, type Outcome } from './rounds.ts';
import { type Row, table } from './table.ts';

/** Marks the rows that were measured once. */
const ONCE = '¹';

/** What was measured, where and when, and the table: as it can stand in the README. */
export function report(machine: Machine, contestants: readonly Contestant[], outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap((outcome) => rowsOf(outcome, contestants));
  const titles = contestants.map(({ title }) => title);
  return `${preface(machine, outcomes)}\n\n${table(titles, rows)}`;
}

function rowsOf(outcome: Outcome, contestants: readonly Contestant[]): Row[] {
  const mark = outcome.rounds === 1 ? ` ${ONCE}` : '';
  return Object.entries(outcome.experiment.measures).map(([key, measure]) => ({
    measure: { ...measure, title: measure.title + mark },
    figures: contestants.map(({ id }) => medianOfRounds(outcome, id, key)),
  }));
}

function preface({ date, cores, kernel, node, fileSystem }: Machine, outcomes: readonly Outcome[]): string {
  const machine = [
    `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    ...[`Linux ${kernel}`, `Node.js ${node}`],
    ...(fileSystem ? [fileSystem] : []),
  ];
  return `Measured by \`npm run bench\` on ${date}: ${machine.join(', ')}. ${roundsText(outcomes)}
In brackets how many times our figure it is.`;
}

function roundsText(outcomes: readonly Outcome[]): string {
  const all = [...new Set(outcomes.map(({ rounds }) => rounds))].sort((a, b) => a - b);
  const several = all.filter((rounds) => rounds > 1);
  if (several.length === 0) return `One round each (${ONCE}).`;
  const medians = `Medians of ${several.join(' or ')} rounds`;
  return all.includes(1) ? `${medians}; rows with ${ONCE} of one.` : `${medians}.`;
}

/** Everything that was measured, round by round. */
export function raw(machine: Machine, contestants: readonly Contestant[], outcomes: readonly Outcome[]): string {
  const experiments = outcomes.map(({ experiment: { name, measures }, rounds, figures, failed }) => ({
    ...{ name, rounds, measures },
    figures: Object.fromEntries(figures),
    failed: [...failed],
  }));
  const who = contestants.map(({ id, title }) => ({ id, title }));
  return `${JSON.stringify({ machine, contestants: who, experiments }, null, 2)}\n`;
}
