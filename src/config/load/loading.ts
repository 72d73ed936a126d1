import type { ProcessConfig } from '../../model/config.ts';
import type { Machine } from '../context.ts';
import { lookUp, type Section, type Store } from '../dialect/store.ts';
import { environmentNames, expand, type Names } from '../expand.ts';
import type { Row } from '../options/row.ts';
import { BadValue, ConfigError, NOWHERE, type Place, type Problem } from '../problem.ts';
import type { FormatValue } from '../python/format.ts';
import { abspath, dirname } from '../python/paths.ts';

/** A configuration while it is being read. */
export interface Loading {
  /** The main file as it was named: messages show it so. */
  readonly file: string;
  /** Folder of the main file, absolute. */
  readonly here: string;
  readonly machine: Machine;
  readonly store: Store;
  /** `ENV_` names: the environment, and once it is read the environment of `[supervisord]`. */
  readonly environ: Map<string, FormatValue>;
  readonly warnings: string[];
  readonly infos: string[];
  /** `here` as a layer of names. */
  readonly hereNames: ReadonlyMap<string, FormatValue>;
  /** What defaults mean, once each: of rows, and of whole tables. */
  readonly defaults: Map<object, unknown>;
  /** Program sections as they were understood, each time one was. */
  readonly made: MadeProgram[];
  /** What to do with a fault: loading stops at the first, checking goes on. */
  readonly onFault: (fault: ConfigError) => void;
  /** Told of each warning, with its place. */
  readonly onWarning?: (warning: Problem) => void;
}

/** What a program section has become; one that two groups name is understood twice. */
export interface MadeProgram {
  readonly section: Section;
  readonly numprocs: number;
  readonly numprocs_start: number;
  /** Expressions of the section as a whole: `program_name` and the like. */
  readonly common: ReadonlyMap<string, FormatValue>;
  /** `ENV_` names of its own environment. */
  readonly own: ReadonlyMap<string, FormatValue>;
  /** Their environment is the section's own alone. */
  readonly processes: readonly ProcessConfig[];
}

export function startLoading(file: string, machine: Machine, store: Store, onFault: Loading['onFault']): Loading {
  const here = abspath(dirname(file), machine.cwd);
  return {
    file,
    here,
    hereNames: new Map([['here', here]]),
    machine,
    store,
    environ: environmentNames(machine.env),
    warnings: [],
    infos: [],
    made: [],
    defaults: new Map(),
    onFault,
  };
}

export function stopAtFirst(fault: ConfigError): never {
  throw fault;
}

/** Runs a step; where it refuses the option's value, the fault is handed on and the fallback goes on in its place. */
export function attempt<T, F>(
  loading: Loading,
  section: Section,
  key: string | null,
  fallback: F,
  step: () => T,
): T | F {
  try {
    return step();
  } catch (error) {
    refuse(loading, section, key, error);
    return fallback;
  }
}

function refuse(loading: Loading, section: Section, key: string | null, error: unknown): void {
  if (!(error instanceof BadValue)) throw error;
  loading.onFault(new ConfigError(error.message, problemOf(error, placeOf(loading, section, key))));
}

/** A fault of the whole rather than of one value. */
export function fault(loading: Loading, message: string, place: Partial<Place>, hint: string | null = null): void {
  loading.onFault(new ConfigError(message, { ...NOWHERE, ...place, severity: 'error', message, hint }));
}

/** Something odd, for the activity log. */
export function warn(loading: Loading, message: string, place: Place, hint: string | null = null): void {
  loading.warnings.push(message);
  loading.onWarning?.({ ...place, severity: 'warning', message, hint });
}

/** The option's value: read, expanded, converted. */
export function readOption<T>(loading: Loading, section: Section, key: string, row: Row<T>, names: Names): T {
  const value = lookUp(loading.store, section, key)?.value;
  if (value === undefined) return defaultOf(loading, row);
  try {
    const text = value.includes('%') ? expand(value, names, `${section.name}.${key}`) : value;
    return row.convert(text, loading.machine);
  } catch (error) {
    refuse(loading, section, key, error);
    return defaultOf(loading, row);
  }
}

/** The value without the option: what the default's text means, or null. */
export function defaultOf<T>({ machine, defaults }: Loading, row: Row<T>): T {
  const known = defaults.get(row);
  if (known !== undefined) return known as T;
  const text = typeof row.default === 'function' ? row.default(machine) : row.default;
  // A row without a default is typed as one that may be null.
  const value = text === null ? (null as T) : row.convert(text, machine);
  defaults.set(row, value);
  return value;
}

export function placeOf({ store }: Loading, section: Section, key: string | null = null): Place {
  const entry = key === null ? undefined : lookUp(store, section, key);
  return {
    file: entry?.file ?? section.file,
    line: entry?.line ?? section.line,
    section: entry?.section ?? section.name,
    key,
  };
}

function problemOf({ brief, expected }: BadValue, place: Place): Problem {
  return { ...place, severity: 'error', message: brief, hint: expected === null ? null : `expected ${expected}` };
}
