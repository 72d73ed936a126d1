import type { Config, Dependency, GroupConfig, ProcessConfig } from '../../model/config.ts';
import { similarTo } from '../similar.ts';
import { fault, type Loading, type MadeProgram, placeOf } from './loading.ts';

/** Checks what programs depend on, and says which processes the names of programs stand for. */
export function resolveDependencies(loading: Loading, groups: readonly GroupConfig[]): Config['programs'] {
  const dependents = loading.made.filter(({ processes }) => processes.some(({ depends_on }) => depends_on.length > 0));
  if (dependents.length === 0) return NONE;
  const known = nameProcesses(loading, groups);
  for (const made of dependents) checkNames(loading, made, known);
  checkCycles(loading, dependents, known);
  return known.programs;
}

const NONE: Config['programs'] = {};

type Ref = string;

interface Known {
  readonly processes: ReadonlyMap<Ref, ProcessConfig>;
  readonly groups: ReadonlyMap<string, readonly Ref[]>;
  readonly programs: Readonly<Record<string, readonly Ref[]>>;
}

function nameProcesses({ made }: Loading, groups: readonly GroupConfig[]): Known {
  const processes = new Map<Ref, ProcessConfig>();
  for (const group of groups) for (const each of group.processes) processes.set(`${group.name}:${each.name}`, each);
  const programs: Record<string, Ref[]> = {};
  for (const program of made) {
    const name = programName(program);
    const names = new Set(program.processes.map((each) => each.name));
    const refs = [...processes].filter(([ref, each]) => names.has(each.name) && isOf(ref, program));
    programs[name] = [...new Set([...(programs[name] ?? []), ...refs.map(([ref]) => ref)])];
  }
  const byGroup = groups.map(
    (group) => [group.name, group.processes.map((each) => `${group.name}:${each.name}`)] as const,
  );
  return { processes, groups: new Map(byGroup), programs };
}

/** A section's processes are in the group that it was read for. */
function isOf(ref: Ref, { common }: MadeProgram): boolean {
  return ref.startsWith(`${String(common.get('group_name'))}:`);
}

function programName({ section }: MadeProgram): string {
  return section.name.slice(section.name.indexOf(':') + 1).trim();
}

/** The processes that a name means: `group:process`, a program, or a group. */
function refsOf(known: Known, name: string): readonly Ref[] {
  if (known.processes.has(name)) return [name];
  return known.programs[name] ?? known.groups.get(name) ?? [];
}

function checkNames(loading: Loading, { section, processes }: MadeProgram, known: Known): void {
  const place = placeOf(loading, section, 'depends_on');
  for (const { name, condition } of dependenciesOf(processes)) {
    const refs = refsOf(known, name);
    if (refs.length === 0) {
      const similar = similarTo(name, [
        ...Object.keys(known.programs),
        ...known.groups.keys(),
        ...known.processes.keys(),
      ]);
      const hint = similar === null ? 'name a program, a group or GROUP:PROCESS' : `did you mean ${similar}?`;
      fault(loading, `[${section.name}] depends_on names unknown program ${name}`, place, hint);
    }
    const option = NEEDS[condition];
    const without = option === null ? undefined : refs.find((ref) => known.processes.get(ref)?.[option] === null);
    if (without !== undefined) {
      const message = `[${section.name}] depends_on wants ${name} to be ${condition}, but it has no ${option} option`;
      fault(loading, message, place, `give it ${option}=tcp:localhost:PORT or the like`);
    }
  }
}

const NEEDS = { started: null, ready: 'ready', healthy: 'health', done: null } as const;

function dependenciesOf(processes: readonly ProcessConfig[]): readonly Dependency[] {
  return processes[0]?.depends_on ?? [];
}

function checkCycles(loading: Loading, dependents: readonly MadeProgram[], known: Known): void {
  const next = new Map<Ref, readonly Ref[]>();
  for (const [ref, { depends_on }] of known.processes)
    next.set(
      ref,
      depends_on.flatMap(({ name }) => refsOf(known, name)),
    );
  const cycle = findCycle(next);
  if (cycle === null) return;
  const [first = ''] = cycle;
  const at = dependents.find(
    (made) => made.processes.some(({ name }) => first.endsWith(`:${name}`)) && isOf(first, made),
  );
  const section = (at ?? dependents[0])?.section;
  if (section === undefined) return;
  const path = cycle.map(shortName).join(' -> ');
  const message = `[${section.name}] depends_on goes round in a circle: ${path}`;
  fault(loading, message, placeOf(loading, section, 'depends_on'), 'take one of these dependencies out');
}

function shortName(ref: Ref): string {
  const [group, process] = ref.split(':');
  return group === process ? String(process) : ref;
}

/** The first one, with the process that it starts from at both ends. */
function findCycle(next: ReadonlyMap<Ref, readonly Ref[]>): Ref[] | null {
  const finished = new Set<Ref>();
  const path: Ref[] = [];

  function visit(ref: Ref): Ref[] | null {
    const at = path.indexOf(ref);
    if (at !== -1) return [...path.slice(at), ref];
    if (finished.has(ref)) return null;
    path.push(ref);
    for (const each of next.get(ref) ?? []) {
      const cycle = visit(each);
      if (cycle !== null) return cycle;
    }
    path.pop();
    finished.add(ref);
    return null;
  }

  for (const ref of next.keys()) {
    const cycle = visit(ref);
    if (cycle !== null) return cycle;
  }
  return null;
}
