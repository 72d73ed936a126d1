import { durationSeconds } from '../durations.ts';
import { lost, type Problem, type Program } from '../program.ts';
import type { Fields } from './document.ts';
import { shown } from './values.ts';

export interface Service {
  readonly program: Program;
  readonly fields: Fields;
  /** Of the compose file. */
  readonly folder: string;
  readonly file: string;
  readonly problems: Problem[];
}

/** One key of a service. */
export interface Field extends Service {
  readonly key: string;
  readonly value: unknown;
  readonly line: number;
}

export function durationOf({ file, line, key, problems }: Field, value: unknown): number | null {
  const time = durationSeconds(String(value));
  if (time === null) problems.push({ file, line, message: `${key}: not a duration: ${shown(value)}` });
  return time;
}

/** What nothing is made of. */
export function reportRest(
  program: Program,
  prefix: string,
  rest: Readonly<Record<string, unknown>>,
  line: number,
): void {
  for (const [key, value] of Object.entries(rest)) lost(program, `${prefix}${key}: ${shown(value)} (line ${line})`);
}
