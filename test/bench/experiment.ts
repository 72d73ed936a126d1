import type { Contestant, Id } from './contestants/index.ts';
import type { Turn } from './turn.ts';

/** One figure of the table, and what it has to be. */
export interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  readonly target?: Target;
}

/** `atMost` and `atLeast`: ours divided by supervisord's. `limit`: ours alone, in the measure's unit. */
export type Target = { readonly atMost: number } | { readonly atLeast: number } | { readonly limit: number };

/** `over`: it had not come to its end after so many seconds. `never`: it was seen that it never will. */
export type Figure = number | { readonly over: number } | 'never';

/** What one run of one contestant gave. Where a key is missing it was not measured. */
export type Figures<Key extends string = string> = { readonly [key in Key]?: Figure };

export interface Experiment<Key extends string = string> {
  readonly name: string;
  readonly about: string;
  /** Who can take part; ours first. */
  readonly who: readonly Id[];
  /** How many programs at once; some contestants stop before that. */
  readonly programs?: number;
  /** Seconds that a contestant gets. One that needs more is ended with all that it left. */
  readonly bound: number;
  /** How often it is measured, where nothing else is asked for. */
  readonly rounds: number;
  /** Takes too long to be among those that are measured when none is named. */
  readonly onlyByName?: boolean;
  /** Why it cannot be measured here, or false. */
  readonly skip?: () => string | false;
  readonly measures: Readonly<Record<Key, Measure>>;
  run(turn: Turn<Key>): Promise<void>;
}

/** Keeps the keys of measures and figures together; the caller sees any experiment as an `Experiment`. */
export function experiment<Key extends string>(definition: Experiment<Key>): Experiment {
  return definition as unknown as Experiment;
}

export function takesPart({ who, programs = 1 }: Experiment, { id, most }: Contestant): boolean {
  return who.includes(id) && programs <= most;
}

/** Of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) return Number.NaN;
  return (low + high) / 2;
}

/** The same with those that did not come to an end, which are more than any that did. Undefined where there is none. */
export function medianFigure(figures: readonly Figure[]): Figure | undefined {
  const sorted = [...figures].sort((a, b) => order(a) - order(b));
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return typeof low === 'number' && typeof high === 'number' ? (low + high) / 2 : high;
}

function order(figure: Figure): number {
  if (typeof figure === 'number') return figure;
  return figure === 'never' ? Number.MAX_VALUE : 1e9 + figure.over;
}
