import { byPriority, type Group } from '../process/group.ts';
import type { Process } from '../process/process.ts';
import type { Supervisor } from './supervisor.ts';

/** Starting programs never keeps the loop longer than this from signals, output and requests. */
const SLICE_MS = 25;

/** Starts what has autostart, by priority of the group and then of the process; `done` when all of it has been. */
export function startAutomatic(supervisor: Supervisor, done: () => void): void {
  startAll(supervisor, supervisor.groups.values(), done);
}

/** The same for groups that were added later; one that is gone again by now is not there to be started. */
export function startGroups(supervisor: Supervisor, names: readonly string[]): void {
  startAll(
    supervisor,
    names.flatMap((name) => supervisor.groups.get(name) ?? []),
    () => undefined,
  );
}

function startAll(supervisor: Supervisor, groups: Iterable<Group>, done: () => void): void {
  const processes = byPriority(groups).flatMap((group) => [...group.processes.values()]);
  const automatic = processes.filter(({ config }) => config.autostart);
  if (automatic.some(({ config }) => config.depends_on.length > 0)) supervisor.dependencies.begin();
  startInSlices(automatic, supervisor, done);
}

function startInSlices(processes: readonly Process[], supervisor: Supervisor, done: () => void): void {
  const until = supervisor.clock.now() + SLICE_MS;
  for (const [index, process] of processes.entries()) {
    if (supervisor.mood !== 'RUNNING') return;
    if (supervisor.clock.now() > until) {
      setImmediate(startInSlices, processes.slice(index), supervisor, done);
      return;
    }
    if (neverStarted(process) && isCurrent(supervisor, process)) supervisor.startInOrder(process);
  }
  done();
}

/** Its group may have been removed in the meantime. */
function isCurrent({ groups }: Supervisor, process: Process): boolean {
  return groups.get(process.group)?.processes.get(process.config.name) === process;
}

/** It may have been started by request in the meantime. */
function neverStarted({ status }: Process): boolean {
  return status.state === 'STOPPED' && status.laststart === 0;
}
