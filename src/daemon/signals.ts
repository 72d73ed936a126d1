import { constants } from 'node:os';
import type { Native } from '../native/index.ts';
import type { Log } from '../process/context.ts';

/** What a signal asks of the daemon (documentation, "Running Supervisor": Signals). */
export interface SignalHandlers {
  shutdown(): void;
  restart(): void;
  reopenLogs(): void;
  reap(): void;
}

export type CaughtSignal = keyof typeof REACTIONS;

/** Signals are caught from the first moment on, since PID 1 ignores what has no handler; they are kept until `deliver`. */
export interface SignalQueue {
  /** Hands every signal to `react` from now on, those that came before first. */
  deliver(react: (signal: CaughtSignal) => void): void;
  /** Keeps what comes from now on for the next `deliver`. */
  hold(): void;
}

export function catchSignals(): SignalQueue {
  const pending: CaughtSignal[] = [];
  const keep = (signal: CaughtSignal): void => {
    if (!pending.includes(signal)) pending.push(signal);
  };
  let react = keep;
  for (const signal of Object.keys(REACTIONS) as CaughtSignal[]) process.on(signal, () => react(signal));
  return {
    deliver(to) {
      react = to;
      for (const signal of pending.splice(0)) to(signal);
    },
    hold() {
      react = keep;
    },
  };
}

/** Hands signals on to the daemon in the background, for whoever waits in the foreground. */
export function forwardTo(native: Native, pid: number): (signal: CaughtSignal) => void {
  return (signal) => {
    if (signal !== 'SIGCHLD') native.kill(pid, constants.signals[signal]);
  };
}

/** Logs a signal in the reference's words and does what it asks for. */
export function reactTo(signal: CaughtSignal, log: Log, shuttingDown: boolean, handlers: SignalHandlers): void {
  REACTIONS[signal]({ signal, log, shuttingDown, handlers });
}

interface Reaction {
  readonly signal: CaughtSignal;
  readonly log: Log;
  readonly shuttingDown: boolean;
  readonly handlers: SignalHandlers;
}

const REACTIONS = {
  SIGTERM: exitRequest,
  SIGINT: exitRequest,
  SIGQUIT: exitRequest,
  SIGHUP: restartRequest,
  SIGUSR2: reopenRequest,
  SIGCHLD: childQuit,
  /** Node would open its debugger, and the reference dies without a word. */
  SIGUSR1: nothing,
} satisfies Partial<Record<NodeJS.Signals, (reaction: Reaction) => void>>;

function exitRequest({ signal, log, handlers }: Reaction): void {
  log.warn(`received ${signal} indicating exit request`);
  handlers.shutdown();
}

function restartRequest({ signal, log, shuttingDown, handlers }: Reaction): void {
  if (shuttingDown) {
    log.warn(`ignored ${signal} indicating restart request (shutdown in progress)`);
    return;
  }
  log.warn(`received ${signal} indicating restart request`);
  handlers.restart();
}

function reopenRequest({ signal, log, handlers }: Reaction): void {
  log.info(`received ${signal} indicating log reopen request`);
  handlers.reopenLogs();
}

function childQuit({ signal, log, handlers }: Reaction): void {
  handlers.reap();
  log.debug(`received ${signal} indicating a child quit`);
}

function nothing({ signal, log }: Reaction): void {
  log.warn(`ignored ${signal}, which means nothing to this daemon`);
}
