import { AUTO, type Config, type GroupConfig, type ProcessConfig } from '../model/config.ts';

export interface OptionChange {
  readonly process: string | null;
  readonly option: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface GroupChange {
  readonly group: GroupConfig;
  readonly before: GroupConfig;
  readonly options: readonly OptionChange[];
}

/** What an update has to do, group by group. */
export interface ConfigDiff {
  readonly added: readonly GroupConfig[];
  readonly changed: readonly GroupChange[];
  readonly removed: readonly GroupConfig[];
}

/**
 * Compares the groups of two configurations as the reference does: a log file that becomes AUTO is no change, and of a
 * FastCGI socket only the address counts.
 */
export function diffConfig(before: Pick<Config, 'groups'>, after: Pick<Config, 'groups'>): ConfigDiff {
  return diffGroups(before.groups, after.groups);
}

/** The same for the groups that run now, which need not be those of any one file. */
export function diffGroups(before: readonly GroupConfig[], after: readonly GroupConfig[]): ConfigDiff {
  const known = new Map(before.map((group) => [group.name, group]));
  const names = new Set(after.map((group) => group.name));
  const changed = after.flatMap((group) => {
    const old = known.get(group.name);
    const options = old === undefined ? [] : groupChanges(old, group);
    return old === undefined || options.length === 0 ? [] : [{ group, before: old, options }];
  });
  return {
    added: after.filter((group) => !known.has(group.name)),
    changed,
    removed: before.filter((group) => !names.has(group.name)),
  };
}

function groupChanges(before: GroupConfig, after: GroupConfig): OptionChange[] {
  return [
    ...changesIn(null, groupValues(before), groupValues(after)),
    ...pairUp(before.processes, after.processes).flatMap(([old, now]) => processChanges(old, now)),
  ];
}

/** Everything of a group that counts, besides its processes. */
function groupValues(group: GroupConfig): Readonly<Record<string, unknown>> {
  const { kind, priority, processes } = group;
  const names = processes.map(({ name }) => name);
  if (group.kind === 'eventlistener') {
    const { buffer_size, events, result_handler } = group;
    return { kind, priority, processes: names, buffer_size, events, result_handler };
  }
  const plain = { kind, priority, processes: names };
  if (group.kind === 'fcgi-program') return { ...plain, socket: group.socket.url };
  return { ...plain, sockets: group.sockets?.map(({ socket }) => socket.url) ?? [] };
}

type Pair = readonly [ProcessConfig, ProcessConfig];

/** Processes that are on both sides; one too many shows in the list of names. */
function pairUp(before: readonly ProcessConfig[], after: readonly ProcessConfig[]): Pair[] {
  const known = new Map(before.map((process) => [process.name, process]));
  return after.flatMap((process, index) => {
    // Names are unique but where an expression makes them equal; the place decides then.
    const old = before[index]?.name === process.name ? before[index] : known.get(process.name);
    return old === undefined ? [] : [[old, process] as const];
  });
}

function processChanges(before: ProcessConfig, after: ProcessConfig): OptionChange[] {
  return changesIn(after.name, optionsOf(before), optionsOf(after));
}

/** Where a value of `environment` comes from is no option of its own. */
function optionsOf({ environment_inherited, ...options }: ProcessConfig): Values {
  return options;
}

type Values = Readonly<Record<string, unknown>>;

function changesIn(process: string | null, before: Values, after: Values): OptionChange[] {
  return Object.keys(after)
    .filter((option) => after[option] !== AUTO || !option.endsWith('_logfile'))
    .filter((option) => !same(before[option], after[option]))
    .map((option) => ({ process, option, before: before[option], after: after[option] }));
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  return isRecord(a) && isRecord(b) && sameRecord(a, b);
}

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sameRecord(a: Values, b: Values): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
