import type { StateChange } from '../process/context.ts';
import type { Process } from '../process/process.ts';
import type { Supervisor } from './supervisor.ts';

/**
 * When a process came how far in its first start, in milliseconds since the daemon began to start programs; null: not
 * yet. What others can depend on has the names of the conditions.
 */
export interface Times {
  readonly waiting: number | null;
  readonly spawned: number | null;
  readonly started: number | null;
  readonly ready: number | null;
  readonly healthy: number | null;
  readonly done: number | null;
}

export interface Timeline {
  /** Times count from now on. */
  begin(): void;
  /** It has to wait. */
  waits(process: Process): void;
  timesOf(process: Process): Times;
}

const NEVER: Times = { waiting: null, spawned: null, started: null, ready: null, healthy: null, done: null };

/** Remembers the processes that `takesPart`, and only those. */
export function createTimeline(supervisor: Supervisor, takesPart: (process: Process) => boolean): Timeline {
  const { clock } = supervisor;
  let beginning: number | null = null;
  const known = new WeakMap<Process, Times>();

  function note(process: Process, ...what: readonly (keyof Times)[]): void {
    const times = known.get(process) ?? NEVER;
    const fresh = what.filter((each) => times[each] === null);
    if (fresh.length === 0) return;
    begin();
    const now = clock.now() - (beginning ?? 0);
    known.set(process, { ...times, ...Object.fromEntries(fresh.map((each) => [each, now])) });
  }

  supervisor.observe(({ group, process: name, to, expected }: StateChange) => {
    const process = supervisor.groups.get(group)?.processes.get(name);
    if (process === undefined || !takesPart(process)) return;
    if (to === 'STARTING') note(process, 'spawned');
    else if (to === 'RUNNING') note(process, 'started');
    else if (to === 'EXITED' && expected) note(process, 'started', 'done');
  });

  supervisor.observeProbes((process) => {
    if (!takesPart(process)) return;
    if (process.status.ready) note(process, 'ready');
    if (process.status.health === 'healthy') note(process, 'healthy');
  });

  function begin(): void {
    beginning ??= clock.now();
  }

  return {
    begin,
    waits: (process) => note(process, 'waiting'),
    timesOf: (process) => known.get(process) ?? NEVER,
  };
}
