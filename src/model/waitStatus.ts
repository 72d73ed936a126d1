import { constants } from 'node:os';

/** How a process ended, decoded from the status of wait(2). */
export interface ProcessExit {
  /** Exit status; -1 if a signal ended it, as the reference has it. */
  readonly code: number;
  readonly signal: number | null;
  /** The reference's words: `exit status 3`, `terminated by SIGKILL (core dumped)`. */
  readonly description: string;
  readonly coreDumped?: boolean;
  /** What it has used, where that is known. */
  readonly used?: ResourcesUsed;
}

export interface ResourcesUsed {
  /** KiB; what is below the daemon's own peak says nothing: a child begins with its parent's. */
  readonly maxrss: number;
  /** Milliseconds. */
  readonly user: number;
  readonly system: number;
}

export function decodeWaitStatus(status: number): ProcessExit {
  const signal = status & 0x7f;
  if (signal === 0) {
    const code = (status >> 8) & 0xff;
    return { code, signal: null, description: `exit status ${code}` };
  }
  const coreDumped = (status & 0x80) !== 0;
  const core = coreDumped ? ' (core dumped)' : '';
  return { code: -1, signal, description: `terminated by ${signalName(signal)}${core}`, coreDumped };
}

/** `SIGTERM` for 15; `signal 77` for a number without a name. */
export function signalName(signal: number): string {
  return SIGNAL_NAMES.get(signal) ?? `signal ${signal}`;
}

/** Where one number has two names, the reference's log has the one given here. */
const SIGNAL_NAMES: ReadonlyMap<number, string> = new Map([
  ...Object.entries(constants.signals).map(([name, number]): [number, string] => [number, name]),
  [6, 'SIGABRT'],
  [29, 'SIGPOLL'],
  [34, 'SIGRTMIN'],
  [64, 'SIGRTMAX'],
]);
