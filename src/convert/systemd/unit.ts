import type { Problem, Program } from '../program.ts';
import type { UnitName } from './specifiers.ts';
import type { Setting } from './unitFile.ts';

export interface Unit {
  readonly name: UnitName;
  readonly program: Program;
  /** By `Section.Key`, specifiers expanded. */
  readonly values: ReadonlyMap<string, readonly Setting[]>;
  /** Further programs that come of it. */
  readonly others: Program[];
  /** Full names of units that it starts after. */
  readonly after: string[];
  readonly problems: Problem[];
}

/** The last value of a key, which is the one that counts where there can be one only. */
export function last({ values }: Unit, key: string): Setting | undefined {
  return values.get(key)?.at(-1);
}

export function lastText(unit: Unit, key: string): string | undefined {
  return last(unit, key)?.value;
}

/** Type=, or what it is without one. */
export function typeOf(unit: Unit): string {
  return lastText(unit, 'Service.Type') ?? (unit.values.has('Service.ExecStart') ? 'simple' : 'oneshot');
}

export function isYes(text: string | undefined): boolean {
  return /^(1|yes|y|true|t|on)$/i.test(text ?? '');
}
