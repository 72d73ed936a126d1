import type { Probe } from '../../model/config.ts';
import type { Clock } from '../../util/clock.ts';
import type { Log } from '../context.ts';
import type { Process } from '../process.ts';
import { attempt } from './attempt.ts';
import { watchHealth } from './health.ts';
import { watchReadiness } from './readiness.ts';

/** One run of a process that is looked at from outside. */
export interface Watched {
  readonly process: Process;
  readonly clock: Clock;
  readonly log: Log;
  /** True once the run that this is about has ended. */
  over(): boolean;
  pause(milliseconds: number): Promise<void>;
  attempt(probe: Probe, milliseconds: number): Promise<string | null>;
}

export interface WatchContext {
  readonly clock: Clock;
  readonly log: Log;
  /** As many failed health checks in a row as there may be. */
  onUnhealthy(process: Process): void;
}

/** Starts to look at the run that has just begun, as its program's options say. */
export function watchRun(process: Process, { clock, log, onUnhealthy }: WatchContext): void {
  const { startedAt } = process.status;
  const watched: Watched = {
    process,
    clock,
    log,
    over: () => process.status.startedAt !== startedAt || !LIVE.has(process.status.state),
    pause: (ms) => new Promise((resolve) => void clock.at(clock.now() + ms, resolve)),
    attempt: (probe, ms) => attempt(probe, process, ms),
  };
  const { ready, health } = process.config;
  const failed = (error: unknown) => log.critical(`the probe of ${process.config.name} broke: ${String(error)}`);
  if (ready !== null && ready.kind !== 'notify') watchReadiness(watched, ready).catch(failed);
  if (health !== null) watchHealth(watched, health, () => onUnhealthy(process)).catch(failed);
}

const LIVE: ReadonlySet<string> = new Set(['STARTING', 'RUNNING']);
