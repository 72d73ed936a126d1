import { byPriority, type Group, stopGroup, unstopped } from '../process/group.ts';
import type { Cancel, Clock } from '../util/clock.ts';
import type { Supervisor } from './supervisor.ts';

/** While programs take their time, the log says which ones, this often. */
const REPORT_INTERVAL_MS = 3000;

/**
 * Stops all groups, the one with the highest priority number first and each one whole before the next; `done` is called
 * when nothing runs any more. The caller has changed the mood, so that nothing is started meanwhile.
 */
export function stopAllInOrder(supervisor: Supervisor, clock: Clock, done: () => void): void {
  const waiting = byPriority(supervisor.groups.values());
  let cancelReport: Cancel | null = null;
  let reported = false;
  let scheduled = false;

  /** A change of state is told before its message is logged: what follows from it waits until that is done. */
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(advance);
  }

  function advance(): void {
    scheduled = false;
    for (let group = waiting.at(-1); group !== undefined; group = waiting.at(-1)) {
      stopGroup(group);
      if (!reported) report();
      if (unstopped(group).length > 0) return;
      waiting.pop();
    }
    finish();
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
    done();
  }

  const stopObserving = supervisor.observe(schedule);
  advance();
}

function unstoppedNames(groups: Iterable<Group>): string[] {
  return [...groups].flatMap(unstopped).map(({ config }) => config.name);
}
