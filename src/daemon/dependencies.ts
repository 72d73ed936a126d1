import type { Dependency, DependencyCondition } from '../model/config.ts';
import type { ProcessStateName } from '../model/states.ts';
import type { Process } from '../process/process.ts';
import type { Supervisor } from './supervisor.ts';
import { createTimeline, type Times } from './timeline.ts';

/** Programs with `depends_on`: they are started when that has come, and stopped before it. */
export interface Dependencies {
  /** The daemon begins to start programs: times count from now on. */
  begin(): void;
  /** Starts it now, or as soon as all that it depends on has come. */
  start(process: Process): void;
  /** Processes that depend on it, perhaps by way of others that have ended, and have not stopped. */
  runningDependents(process: Process): Process[];
  /** Something depends on it, or it on something. */
  takesPart(process: Process): boolean;
  hasCome(dependency: Dependency): boolean;
  processesOf(name: string): Process[];
  /** Of its first start. */
  timesOf(process: Process): Times;
}

export function createDependencies(supervisor: Supervisor): Dependencies {
  const waiting = new Set<Process>();
  /** What has been said about dependencies that failed. */
  const told = new Set<string>();
  let scheduled = false;
  let stopWatching: (() => void) | null = null;
  let taking: ReadonlySet<Process> | null = null;
  const timeline = createTimeline(supervisor, takesPart);
  supervisor.observeGroups(() => {
    taking = null;
  });

  function takesPart(process: Process): boolean {
    taking ??= participants(supervisor);
    return taking.has(process);
  }

  function start(process: Process): void {
    const what = unmet(supervisor, process)[0];
    if (what === undefined) {
      process.start();
      return;
    }
    process.waitFor(words(what));
    timeline.waits(process);
    waiting.add(process);
    stopWatching ??= watch();
    tellOfFailure(process, what);
  }

  function watch(): () => void {
    const stops = [supervisor.observe(schedule), supervisor.observeProbes(schedule)];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** A change is told before its message is logged. */
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(lookAgain);
  }

  function lookAgain(): void {
    scheduled = false;
    for (const process of [...waiting]) {
      waiting.delete(process);
      if (supervisor.mood === 'RUNNING' && stillWaits(supervisor, process)) start(process);
    }
    if (waiting.size > 0) return;
    stopWatching?.();
    stopWatching = null;
  }

  function tellOfFailure({ config }: Process, dependency: Dependency): void {
    const failed = processesOf(supervisor, dependency.name).find((each) => hasFailed(each, dependency.condition));
    if (failed === undefined) return;
    const message = `${config.name} is not started: it depends on ${words(dependency)}, and ${failed.config.name} is ${failed.status.state}`;
    if (!told.has(message)) supervisor.log.error(message);
    told.add(message);
  }

  return {
    begin: timeline.begin,
    start,
    runningDependents: (process) => allDependents(supervisor, process).filter(isUp),
    takesPart,
    hasCome: (dependency) => hasCome(supervisor, dependency),
    processesOf: (name) => processesOf(supervisor, name),
    timesOf: timeline.timesOf,
  };
}

/** Somebody may have started it by hand, or removed it. */
function stillWaits({ groups }: Supervisor, process: Process): boolean {
  const current = groups.get(process.group)?.processes.get(process.config.name) === process;
  return current && process.status.waitingFor !== null;
}

function unmet(supervisor: Supervisor, { config }: Process): Dependency[] {
  return config.depends_on.filter((dependency) => !hasCome(supervisor, dependency));
}

/** One that is gone, or has no process, cannot come. */
function hasCome(supervisor: Supervisor, { name, condition }: Dependency): boolean {
  const processes = processesOf(supervisor, name);
  return processes.length > 0 && processes.every((each) => HAS_COME[condition](each));
}

function participants(supervisor: Supervisor): Set<Process> {
  const dependents = [...supervisor.processes()].filter(({ config }) => config.depends_on.length > 0);
  const names = new Set(dependents.flatMap(({ config }) => config.depends_on.map(({ name }) => name)));
  return new Set([...dependents, ...[...names].flatMap((name) => processesOf(supervisor, name))]);
}

/** `group:process`, a program, or a group. */
function processesOf({ groups, config }: Supervisor, name: string): Process[] {
  const refs = name.includes(':') ? [name] : config.programs[name];
  if (refs === undefined) return [...(groups.get(name)?.processes.values() ?? [])];
  return refs.flatMap((ref) => {
    const colon = ref.indexOf(':');
    return groups.get(ref.slice(0, colon))?.processes.get(ref.slice(colon + 1)) ?? [];
  });
}

function allDependents(supervisor: Supervisor, process: Process): Process[] {
  const found = new Set([process]);
  // Grows while it is gone through.
  for (const on of found) {
    for (const each of supervisor.processes()) if (dependsOn(supervisor, each, on)) found.add(each);
  }
  found.delete(process);
  return [...found];
}

function dependsOn(supervisor: Supervisor, { config }: Process, on: Process): boolean {
  return config.depends_on.some(({ name }) => processesOf(supervisor, name).includes(on));
}

const HAS_COME = {
  started: (process) => process.status.state === 'RUNNING' || isDone(process),
  ready: ({ status }) => status.ready && LIVE.has(status.state),
  healthy: ({ status }) => status.health === 'healthy' && LIVE.has(status.state),
  done: isDone,
} satisfies Record<DependencyCondition, (process: Process) => boolean>;

const LIVE: ReadonlySet<ProcessStateName> = new Set(['STARTING', 'RUNNING']);

function isDone({ config, status }: Process): boolean {
  return status.state === 'EXITED' && config.exitcodes.includes(status.exitstatus ?? -1);
}

function isUp({ status }: Process): boolean {
  return status.pid !== 0;
}

/** It will not come by itself any more. */
function hasFailed(process: Process, condition: DependencyCondition): boolean {
  const { state, dueAt } = process.status;
  return state === 'FATAL' || (state === 'EXITED' && dueAt === null && !(isDone(process) && condition !== 'ready'));
}

function words({ name, condition }: Dependency): string {
  return `${name}:${condition}`;
}
