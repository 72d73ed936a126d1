import type { ProcessStateName } from '../model/states.ts';
import type { StateChange } from '../process/context.ts';
import { changeEndsDaemon } from '../process/exitOn.ts';
import type { Process } from '../process/process.ts';
import type { Supervisor } from './supervisor.ts';

export interface ExitPolicy {
  /** What starts with the daemon has been started. */
  started(): void;
}

/**
 * `exit_on` of programs and `exit_when_idle` of [supervisord]: `end` is told the exit status that the daemon is to end
 * with, once, while it runs.
 */
export function watchForTheEnd(supervisor: Supervisor, end: (status: number) => void): ExitPolicy {
  let mayBeIdle = false;

  function decide(status: number, why: string): void {
    if (supervisor.mood !== 'RUNNING') return;
    supervisor.log.warn(`${why}; shutting down with exit status ${status}`);
    stopObserving();
    end(status);
  }

  function onChange(change: StateChange): void {
    const process = supervisor.groups.get(change.group)?.processes.get(change.process);
    if (process === undefined) return;
    const { exit_on } = process.config;
    if (exit_on !== 'never' && changeEndsDaemon(exit_on, change.to, change.expected)) schedule(() => endBy(process));
    // A stop by request is often followed by a start: it is no end by itself.
    else if (mayBeIdle && ENDS.has(change.to) && supervisor.config.supervisord.exit_when_idle) schedule(checkIdle);
  }

  /** A change is told before its message is logged. */
  function schedule(run: () => void): void {
    queueMicrotask(run);
  }

  function endBy({ config, status }: Process): void {
    const code = exitStatusOf(status.lastExit, status.state === 'FATAL');
    decide(code, `exit_on=${config.exit_on}: ${config.name} is ${status.state}`);
  }

  function checkIdle(): void {
    const programs = [...programsOf(supervisor)];
    if (!programs.every(isAtRest)) return;
    const failed = programs.filter(hasFailed).sort((a, b) => a.status.laststop - b.status.laststop)[0];
    const code = failed === undefined ? 0 : exitStatusOf(failed.status.lastExit, true);
    decide(
      code,
      `exit_when_idle: nothing runs any more${failed === undefined ? '' : `, and ${failed.config.name} failed`}`,
    );
  }

  const stopObserving = supervisor.observe(onChange);

  return {
    started() {
      mayBeIdle = true;
      if (supervisor.config.supervisord.exit_when_idle) schedule(checkIdle);
    },
  };
}

/** Listeners serve the programs: alone they have nothing to do. */
function* programsOf({ groups }: Supervisor): Iterable<Process> {
  for (const group of groups.values()) if (group.config.kind !== 'eventlistener') yield* group.processes.values();
}

const ENDS: ReadonlySet<ProcessStateName> = new Set(['EXITED', 'FATAL']);
const RESTING: ReadonlySet<ProcessStateName> = new Set(['STOPPED', 'EXITED', 'FATAL']);

/** It does not run, and will not be started by itself. */
function isAtRest({ config, status }: Process): boolean {
  return RESTING.has(status.state) && status.dueAt === null && config.schedule === null;
}

function hasFailed({ config, status }: Process): boolean {
  if (status.state === 'FATAL') return true;
  return status.state === 'EXITED' && !config.exitcodes.includes(status.exitstatus ?? 0);
}

/** Giving a program up is a failure, even if it ended with 0 every time. */
function exitStatusOf(lastExit: number | null, failed: boolean): number {
  return lastExit === null || (failed && lastExit === 0) ? 1 : lastExit;
}
