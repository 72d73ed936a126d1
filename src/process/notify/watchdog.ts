import { constants } from 'node:os';
import type { Cancel } from '../../util/clock.ts';
import type { Process } from '../process.ts';
import type { SessionContext } from './session.ts';

/** Ends a process that has not sent WATCHDOG=1 for too long. */
export interface Watchdog {
  /** From now on it counts. */
  arm(): void;
  ping(): void;
  /** Another interval, in milliseconds. */
  change(interval: number): void;
  bite(why: string): void;
  /** It does not count any more. */
  disarm(): void;
  end(): void;
}

const { SIGABRT, SIGKILL } = constants.signals;

/** A timer that is later than this was held up together with the program: by a debugger, a paused container. */
const LATE_MS = 1000;

/** As systemd does it: SIGABRT, so that there is a core to look at, and after stopwaitsecs SIGKILL. */
export function createWatchdog(
  process: Process,
  seconds: number,
  over: () => boolean,
  { clock, log, drain }: SessionContext,
): Watchdog {
  const { name, stopwaitsecs, killasgroup } = process.config;
  let interval = seconds * 1000;
  let last = 0;
  let armed = false;
  let bitten = false;
  let cancel: Cancel | null = null;

  /** Only one timer however often it is pinged: it looks where it stands when it is due. */
  function wait(): void {
    cancel?.();
    cancel = clock.at(last + interval, () => {
      drain();
      // What has just been drained counts.
      setImmediate(look);
    });
  }

  function look(): void {
    if (!armed || over() || !LIVE.has(process.status.state)) return;
    const overdue = clock.now() - last - interval;
    if (overdue > LATE_MS) last = clock.now();
    if (overdue < 0 || overdue > LATE_MS) wait();
    else bite(`has sent no WATCHDOG=1 for ${interval / 1000} seconds`);
  }

  function bite(why: string): void {
    if (bitten) return;
    bitten = true;
    end();
    const { pid } = process.status;
    log.warn(`watchdog: ${name} ${why}; killing it (pid ${pid}) with SIGABRT`);
    process.signal(SIGABRT);
    cancel = clock.at(clock.now() + stopwaitsecs * 1000, () => {
      if (over() || !LIVE.has(process.status.state)) return;
      log.warn(`killing '${name}' (${pid}) with SIGKILL`);
      process.signal(SIGKILL, killasgroup);
    });
  }

  function end(): void {
    armed = false;
    cancel?.();
    cancel = null;
  }

  return {
    arm() {
      if (armed || bitten) return;
      armed = true;
      last = clock.now();
      wait();
    },
    ping() {
      last = clock.now();
    },
    change(milliseconds) {
      interval = milliseconds;
      last = clock.now();
      if (armed) wait();
    },
    bite,
    disarm() {
      armed = false;
    },
    end,
  };
}

const LIVE: ReadonlySet<string> = new Set(['STARTING', 'RUNNING']);
