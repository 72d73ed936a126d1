import type { ProcessStateName } from '../model/states.ts';

/**
 * All that is known of one process, as plain data: it can be written out and read back. Times called `…At` are
 * monotonic milliseconds (Clock.now), `laststart` and `laststop` wall milliseconds for display; 0 is never.
 */
export interface ProcessStatus {
  readonly state: ProcessStateName;
  /** What was asked for last, as against `state`, which is what there is. */
  readonly wanted: 'up' | 'down';
  /** 0 while there is no process. */
  readonly pid: number;
  readonly startedAt: number;
  readonly laststart: number;
  readonly laststop: number;
  /** When `timer` is to be delivered next; null: never. */
  readonly dueAt: number | null;
  /** Failed starts in a row. */
  readonly backoff: number;
  /** Exit status of the last run, -1 after a signal; null: none yet, or it did not stay up for startsecs. */
  readonly exitstatus: number | null;
  readonly spawnerr: string | null;
  /** The last end as a shell would tell it: 128 + n after signal n, 127 and 126 for a command that cannot be run. */
  readonly lastExit: number | null;
  /** What it has to wait for before it is started by itself; null: nothing. */
  readonly waitingFor: string | null;
  /** When its schedule starts it next, in wall milliseconds; null: it has none. */
  readonly nextRun: number | null;
  /** Its `ready` probe has succeeded in this run. */
  readonly ready: boolean;
  /** What it says of itself in this run (STATUS of sd_notify); null: nothing. */
  readonly statusText: string | null;
  /** What its `health` probe says; null: it has none, or does not run. */
  readonly health: Health | null;
  /** Signals of the stop sequence that have been sent. */
  readonly stopStep: number;
  /** Starts since the daemon began, tries that failed included; and those of them that it made by itself. */
  readonly startCount: number;
  readonly restartCount: number;
  /** When it was started again by itself, for restart_limit; monotonic milliseconds, the latest last. */
  readonly restarts: readonly number[];
}

export type Health = 'starting' | 'healthy' | 'unhealthy';

export const INITIAL_STATUS: ProcessStatus = {
  state: 'STOPPED',
  wanted: 'down',
  pid: 0,
  startedAt: 0,
  laststart: 0,
  laststop: 0,
  dueAt: null,
  backoff: 0,
  exitstatus: null,
  spawnerr: null,
  lastExit: null,
  waitingFor: null,
  nextRun: null,
  ready: false,
  statusText: null,
  health: null,
  stopStep: 0,
  startCount: 0,
  restartCount: 0,
  restarts: [],
};
