import type { Sender } from '../../native/index.ts';
import type { Cancel, Clock } from '../../util/clock.ts';
import type { Log } from '../context.ts';
import type { Process } from '../process.ts';
import { HANDLERS, readMessage } from './messages.ts';
import { isOwn } from './sender.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

/** One run of a process that tells of itself. */
export interface Session {
  datagram(data: Buffer | null, sender: Sender): void;
  /** Over the descriptor for readiness. */
  bytes(chunk: Buffer): void;
  endOfBytes(): void;
  end(): void;
}

export interface SessionContext {
  readonly clock: Clock;
  readonly log: Log;
  /** Hands on what has been sent by now. */
  drain(): void;
}

/** What messages act upon. */
export interface Run {
  readonly process: Process;
  readonly log: Log;
  readonly watchdog: Watchdog | null;
  becameReady(): void;
  /** It asks for so many milliseconds more for what it is at: starting or stopping. */
  extend(milliseconds: number): void;
}

export function createSession(process: Process, context: SessionContext): Session {
  const { clock, log } = context;
  const { config } = process;
  const { startedAt } = process.status;
  const over = (): boolean => process.status.startedAt !== startedAt || process.status.pid === 0;
  const watchdog = config.watchdog_sec === null ? null : createWatchdog(process, config.watchdog_sec, over, context);
  const waits = config.ready?.kind === 'notify';
  let lateAt = startedAt + config.ready_timeout * 1000;
  let cancel: Cancel | null = waits ? clock.at(lateAt, checkLate) : null;

  function checkLate(): void {
    cancel = null;
    if (over() || process.status.ready) return;
    if (clock.now() < lateAt) cancel = clock.at(lateAt, checkLate);
    else log.warn(`${config.name} is not ready after ${config.ready_timeout} seconds: it has not said so`);
  }

  const run: Run = {
    process,
    log,
    watchdog,
    becameReady() {
      if (waits) process.becameReady();
      watchdog?.arm();
    },
    extend(milliseconds) {
      if (process.status.state === 'STOPPING') process.extendStop(milliseconds);
      else lateAt = Math.max(lateAt, clock.now() + milliseconds);
    },
  };

  function datagram(data: Buffer | null, sender: Sender): void {
    if (over()) return;
    const ignored =
      data === null ? 'it is too long' : isOwn(process, sender) ? null : 'its sender is none of the program';
    if (data === null || ignored !== null) {
      log.debug(`${config.name}: a notification of pid ${sender.pid} (uid ${sender.uid}) is ignored: ${ignored}`);
      return;
    }
    for (const { name, value } of readMessage(data)) HANDLERS[name]?.(run, value);
  }

  // Without a word for it there is no telling when it has come up.
  if (!waits) watchdog?.arm();

  let told = false;
  return {
    datagram,
    bytes(chunk) {
      if (told || !chunk.includes(NEWLINE) || over()) return;
      told = true;
      run.becameReady();
    },
    endOfBytes() {
      if (!told && !over()) log.debug(`${config.name} has closed descriptor ${config.notify_fd} without a newline`);
    },
    end() {
      cancel?.();
      watchdog?.end();
    },
  };
}

const NEWLINE = 0x0a;
