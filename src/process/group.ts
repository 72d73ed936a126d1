import type { EventListenerPoolConfig, GroupConfig, ProcessConfig } from '../model/config.ts';
import { STOPPED_STATES } from '../model/states.ts';
import { compact } from '../util/compact.ts';
import type { ProcessContext } from './context.ts';
import { createSockets } from './fcgiSockets.ts';
import { createListenerPool, type ListenerPool } from './listeners/pool.ts';
import { judgeFor } from './listeners/resultHandlers.ts';
import { Process } from './process.ts';

/** The processes that are configured and named together; a program with numprocs is one, too. */
export interface Group {
  readonly config: GroupConfig;
  /** The very configuration that it was made from; null once a newer one has been read. */
  written: GroupConfig | null;
  /** In order of priority, then name. */
  readonly processes: ReadonlyMap<string, Process>;
  /** What waits for event listeners, of a group that is a pool of them. */
  readonly pool: ListenerPool | null;
  /** Why sockets of its FastCGI programs cannot be made. */
  readonly problems: readonly string[];
}

/**
 * As the reference does, an automatic log's name takes the place of AUTO in the configuration that is in force.
 * `kept`: processes that go on as they are.
 */
export function createGroup(
  context: ProcessContext,
  written: GroupConfig,
  kept: ReadonlyMap<string, Process> = new Map(),
): Group {
  const pool = written.kind === 'eventlistener' ? createListenerPool(written, poolContext(context, written)) : null;
  const sockets = createSockets(context, written, kept);
  const create = (each: ProcessConfig) => {
    const listener = pool?.hire(each.name) ?? null;
    const socket = sockets.of.get(each.name) ?? null;
    const process = new Process(context, compact(context.prepareLogs(each)), written.name, listener, socket);
    if (listener !== null) pool?.add(process, listener);
    return process;
  };
  const processes = written.processes.map((each) => kept.get(each.name) ?? create(each));
  return {
    written,
    config: { ...written, processes: processes.map(({ config }) => config) },
    processes: new Map(processes.map((process) => [process.config.name, process])),
    pool,
    problems: sockets.problems,
  };
}

function poolContext({ log, events, supervisord, judging }: ProcessContext, config: EventListenerPoolConfig) {
  const { identifier } = supervisord();
  return { log, events, identifier, judge: judgeFor(config.name, config.result_handler, judging) };
}

/** Lower priorities first; equal ones in the order they were added. */
export function byPriority(groups: Iterable<Group>): Group[] {
  return [...groups].sort((a, b) => a.config.priority - b.config.priority);
}

export function unstopped(group: Group): Process[] {
  return [...group.processes.values()].filter(({ status }) => !STOPPED_STATES.has(status.state));
}

/** Asks every process of the group to end, highest priority first; those that were waiting for a retry give up. */
export function stopGroup(group: Group, mayStop: (process: Process) => boolean = () => true): void {
  const processes = [...group.processes.values()].sort((a, b) => a.config.priority - b.config.priority).reverse();
  for (const process of processes) {
    const { state } = process.status;
    if ((state === 'RUNNING' || state === 'STARTING') && mayStop(process)) process.stop();
    else if (state === 'BACKOFF') process.giveUp();
  }
}
