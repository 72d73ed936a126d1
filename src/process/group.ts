import type { GroupConfig } from '../model/config.ts';
import { STOPPED_STATES } from '../model/states.ts';
import type { ProcessContext } from './context.ts';
import { createProcess, type Process } from './process.ts';

/** The processes that are configured and named together; a program with numprocs is one, too. */
export interface Group {
  readonly config: GroupConfig;
  /** In order of priority, then name. */
  readonly processes: ReadonlyMap<string, Process>;
}

/** `kept`: processes that go on as they are. */
export function createGroup(
  context: ProcessContext,
  config: GroupConfig,
  kept: ReadonlyMap<string, Process> = new Map(),
): Group {
  const processes = config.processes.map((each): [string, Process] => [
    each.name,
    kept.get(each.name) ?? createProcess(context, each, config.name),
  ]);
  return { config, processes: new Map(processes) };
}

/** Lower priorities first; equal ones in the order they were added. */
export function byPriority(groups: Iterable<Group>): Group[] {
  return [...groups].sort((a, b) => a.config.priority - b.config.priority);
}

export function unstopped(group: Group): Process[] {
  return [...group.processes.values()].filter(({ status }) => !STOPPED_STATES.has(status.state));
}

/** Asks every process of the group to end, highest priority first; those that were waiting for a retry give up. */
export function stopGroup(group: Group): void {
  const processes = [...group.processes.values()].sort((a, b) => a.config.priority - b.config.priority).reverse();
  for (const process of processes) {
    const { state } = process.status;
    if (state === 'RUNNING' || state === 'STARTING') process.stop();
    else if (state === 'BACKOFF') process.giveUp();
  }
}
