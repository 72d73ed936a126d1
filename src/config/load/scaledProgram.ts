import type { Config, GroupConfig, ProcessConfig } from '../../model/config.ts';
import type { Surroundings } from '../context.ts';
import type { Section, Store } from '../dialect/store.ts';
import { diffGroups } from '../diff.ts';
import { type LoadResult, loadConfig } from '../load.ts';

/** What a group that runs becomes when one of its programs gets another number of processes. */
export interface ScaledGroup {
  readonly before: GroupConfig;
  /** Processes that stay are those of `before`. */
  readonly config: GroupConfig;
  readonly added: readonly ProcessConfig[];
  readonly removed: readonly ProcessConfig[];
  /** Those of the program that are there now. */
  readonly current: readonly ProcessConfig[];
}

export type ScaledProgram =
  | { readonly ok: true; readonly groups: readonly ScaledGroup[]; readonly programs: Config['programs'] }
  | { readonly ok: false; readonly why: 'unknown' | 'refused' | 'configuration'; readonly error: string };

/**
 * What the files that are in force would mean with that many processes of a program. It is refused where they say
 * something else of it than what runs: processes of one program are to be alike.
 */
export function scaleProgram(
  running: ReadonlyMap<string, GroupConfig>,
  { file }: Pick<Config, 'file'>,
  surroundings: Surroundings,
  name: string,
  count: number,
): ScaledProgram {
  const wanted = loadWith(file, surroundings, name, count);
  const most = count + [...running.values()].reduce((sum, { processes }) => sum + processes.length, 0);
  if (!wanted.ok) return refuse('configuration', wanted.error);
  // It has the names of all processes that there can be now; a program that cannot have several has just the one.
  const several = loadWith(file, surroundings, name, most);
  const possible = several.ok ? several : wanted;
  const sections = sectionsOf(wanted.source.store, name);
  if (sections.length === 0) return noProgram(wanted.source.store, name);
  const groups = groupNames(wanted, sections).map((group) => {
    const before = running.get(group);
    const after = wanted.config.groups.find((each) => each.name === group);
    if (before === undefined || after === undefined || before.kind !== after.kind) return null;
    const all = processesIn(possible, sections, group);
    return changesNothing(before, all, sections)
      ? scaled(before, after, processesIn(wanted, sections, group), all)
      : null;
  });
  const changed = `the configuration says something else of ${name} than what runs; update first`;
  if (groups.length === 0 || groups.includes(null)) return refuse('refused', changed);
  return { ok: true, groups: groups.filter((each) => each !== null), programs: wanted.config.programs };
}

function loadWith(file: string, surroundings: Surroundings, name: string, count: number): LoadResult {
  return loadConfig(file, surroundings, (store) => {
    for (const section of sectionsOf(store, name)) {
      const { file: from, line } = section.entries.get('numprocs') ?? section;
      section.entries.set('numprocs', { value: String(count), file: from, line });
    }
  });
}

function sectionsOf({ sections }: Store, name: string): Section[] {
  return ['program', 'fcgi-program'].flatMap((kind) => sections.get(`${kind}:${name}`) ?? []);
}

function noProgram({ sections }: Store, name: string): ScaledProgram {
  if (!sections.has(`eventlistener:${name}`)) return refuse('unknown', name);
  return refuse('refused', `${name} is an event listener: change its numprocs and update`);
}

function refuse(why: 'unknown' | 'refused' | 'configuration', error: string): ScaledProgram {
  return { ok: false, why, error };
}

type Loaded = Extract<LoadResult, { ok: true }>;

function madeOf({ source }: Loaded, sections: readonly Section[]) {
  const names = new Set(sections.map((section) => section.name));
  return source.made.filter(({ section }) => names.has(section.name));
}

function groupNames(loaded: Loaded, sections: readonly Section[]): string[] {
  return [...new Set(madeOf(loaded, sections).map(({ common }) => String(common.get('group_name'))))];
}

/** With everything that programs get from elsewhere. */
function processesIn(loaded: Loaded, sections: readonly Section[], group: string): ProcessConfig[] {
  const made = madeOf(loaded, sections).filter(({ common }) => common.get('group_name') === group);
  const names = new Set(made.flatMap(({ processes }) => processes.map((process) => process.name)));
  const { processes = [] } = loaded.config.groups.find((each) => each.name === group) ?? {};
  return processes.filter((process) => names.has(process.name));
}

/** Where an expression names the number of processes, each scaling would change all of them: they are left as they are. */
function changesNothing(before: GroupConfig, all: readonly ProcessConfig[], sections: readonly Section[]): boolean {
  const texts = sections.flatMap(({ entries }) => [...entries.values()].map(({ value }) => value));
  if (texts.some((text) => text.includes('%(numprocs)'))) return true;
  const names = new Set(before.processes.map((process) => process.name));
  const now = all.filter((process) => names.has(process.name));
  const current = among(before.processes, all);
  return diffGroups([{ ...before, processes: current }], [{ ...before, processes: now }]).changed.length === 0;
}

function among(processes: readonly ProcessConfig[], others: readonly ProcessConfig[]): ProcessConfig[] {
  const names = new Set(others.map((process) => process.name));
  return processes.filter((process) => names.has(process.name));
}

function scaled(
  before: GroupConfig,
  after: GroupConfig,
  wanted: readonly ProcessConfig[],
  all: readonly ProcessConfig[],
): ScaledGroup {
  const current = among(before.processes, all);
  const kept = among(current, wanted);
  const removed = current.filter((process) => !kept.includes(process));
  const added = wanted.filter((process) => !kept.some((each) => each.name === process.name));
  const staying = before.processes.filter((process) => !removed.includes(process));
  return { before, config: { ...after, processes: inOrder(after.processes, staying, added) }, added, removed, current };
}

/** As the loader has them; what it does not know, because it was added at run time, comes last. */
function inOrder(
  order: readonly ProcessConfig[],
  staying: readonly ProcessConfig[],
  added: readonly ProcessConfig[],
): ProcessConfig[] {
  const all = new Map([...staying, ...added].map((process) => [process.name, process]));
  const known = order.flatMap((process) => all.get(process.name) ?? []);
  return [...known, ...[...all.values()].filter((process) => !known.includes(process))];
}
