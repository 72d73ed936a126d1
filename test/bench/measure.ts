import type { Contestant } from './contestants.ts';
import type { Workspace } from './workspace.ts';

/** One figure of the table, and what it has to be. */
export interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  readonly target?: Target;
}

/** `atMost` and `atLeast`: ours divided by the reference's. `limit`: ours alone, in the measure's unit. */
export type Target = { readonly atMost: number } | { readonly atLeast: number } | { readonly limit: number };

/** What one run of one daemon gave: a figure for each measure of the bench. */
export type Figures<Key extends string = string> = Readonly<Record<Key, number>>;

export interface Bench<Key extends string = string> {
  readonly name: string;
  readonly about: string;
  /** Typical duration of a run of both daemons together, in seconds. */
  readonly seconds: number;
  readonly measures: Readonly<Record<Key, Measure>>;
  /** Why it cannot be measured here, or false. */
  readonly skip?: () => string | false;
  run(contestant: Contestant, workspace: Workspace): Promise<Figures<Key>>;
}

/** Keeps the keys of measures and figures together; the caller sees any bench as a `Bench`. */
export function bench<Key extends string>(definition: Bench<Key>): Bench {
  return definition;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  if (low === undefined || high === undefined) return Number.NaN;
  return (low + high) / 2;
}
