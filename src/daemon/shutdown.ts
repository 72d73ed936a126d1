import { byPriority, type Group, stopGroup, unstopped } from '../process/group.ts';
import type { Process } from '../process/process.ts';
import type { Cancel, Clock } from '../util/clock.ts';
import type { Supervisor } from './supervisor.ts';

/** While programs take their time, the log says which ones, this often. */
const REPORT_INTERVAL_MS = 3000;

/**
 * Stops all groups, the one with the highest priority number first and each one whole before the next; `done` is called
 * when nothing runs any more. The caller has changed the mood, so that nothing is started meanwhile.
 */
export function stopAllInOrder(supervisor: Supervisor, clock: Clock, done: () => void): void {
  const { shutdown_timeout } = supervisor.config.supervisord;
  const deadline = shutdown_timeout === null ? null : clock.now() + shutdown_timeout * 1000;
  const waiting = byPriority(supervisor.groups.values());
  let cancelReport: Cancel | null = null;
  const ordered = [...supervisor.processes()].some(({ config }) => config.depends_on.length > 0);
  let reported = false;
  let scheduled = false;
  let cancelShare: Cancel = () => undefined;
  /** The group whose share of the time is running. */
  let current: Group | null = null;

  /** A change of state is told before its message is logged: what follows from it waits until that is done. */
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(advance);
  }

  function advance(): void {
    scheduled = false;
    for (let group = waiting.at(-1); group !== undefined; group = waiting.at(-1)) {
      stopInOrder(group);
      if (!reported) report();
      if (unstopped(group).length > 0) {
        limit(group);
        return;
      }
      waiting.pop();
    }
    finish();
  }

  /** A group may take its share of the time that is left; what others do not need comes to those that follow. */
  function limit(group: Group): void {
    if (deadline === null || group === current) return;
    current = group;
    cancelShare();
    const busy = waiting.filter((each) => unstopped(each).length > 0).length;
    const share = Math.max(0, deadline - clock.now()) / busy;
    cancelShare = clock.at(clock.now() + share, () => killRest(group));
  }

  function killRest(group: Group): void {
    const names = unstopped(group).map(({ config }) => config.name);
    supervisor.log.warn(`shutdown_timeout: the time for ${names.join(', ')} to stop is up`);
    for (const process of unstopped(group)) process.forceStop();
  }

  function stopInOrder(group: Group): void {
    if (!ordered) {
      stopGroup(group);
      return;
    }
    stopDependents(supervisor, group);
    stopGroup(group, (process) => supervisor.dependencies.runningDependents(process).length === 0);
  }

  function report(): void {
    reported = true;
    const names = unstoppedNames(supervisor.groups.values());
    if (names.length === 0) return;
    supervisor.log.info(`waiting for ${names.join(', ')} to die`);
    cancelReport = clock.at(clock.now() + REPORT_INTERVAL_MS, report);
  }

  function finish(): void {
    stopObserving();
    cancelReport?.();
    cancelShare();
    done();
  }

  const stopObserving = supervisor.observe(schedule);
  advance();
}

function unstoppedNames(groups: Iterable<Group>): string[] {
  return [...groups].flatMap(unstopped).map(({ config }) => config.name);
}

/** What depends on a process of the group stops before it, wherever it is; who depends on that, before that. */
function stopDependents({ dependencies }: Supervisor, group: Group): void {
  const seen = new Set<Process>();

  function stopFirst(process: Process): void {
    for (const dependent of dependencies.runningDependents(process)) {
      if (seen.has(dependent)) continue;
      seen.add(dependent);
      stopFirst(dependent);
      const { state } = dependent.status;
      const free = dependencies.runningDependents(dependent).length === 0;
      if (free && (state === 'RUNNING' || state === 'STARTING')) dependent.stop();
    }
  }

  for (const process of unstopped(group)) stopFirst(process);
}
