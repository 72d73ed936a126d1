import { closeSync } from 'node:fs';
import type { ProgramLog } from '../logging/programLog.ts';
import type { ProcessExit } from '../model/waitStatus.ts';
import type { Native } from '../native/index.ts';
import { type Input, openInput } from './input.ts';
import type { NotifyChannel } from './notify/channel.ts';

/** What there is while the process is, besides its outputs. */
export interface Run {
  /** Null where it is a socket. */
  readonly stdin: number | null;
  /** Made when something is written; until then its descriptor is only held open. */
  input: Input | null;
  /** Over which it tells of itself, if it is to. */
  readonly channel: NotifyChannel | null;
  sent: readonly number[];
}

/** What was before a process ended; its status tells already what came of that. */
export interface RunEnd {
  readonly exit: ProcessExit;
  readonly pid: number;
  /** As in ProcessStatus. */
  readonly laststart: number;
  readonly startedAt: number;
  readonly outputs: readonly ProgramLog[];
  /** Signals that it was sent on request, the latest last. */
  readonly sent: readonly number[];
}

/** The option that asks for a stop, and what was seen. */
export interface StopReason {
  readonly option: 'max_memory' | 'health_action';
  readonly why: string;
}

export function createRun(stdin: number | null, channel: NotifyChannel | null): Run {
  return { stdin, input: null, channel, sent: NO_SIGNALS };
}

export const NO_SIGNALS: readonly number[] = [];

/** Null: nothing can be written to it. */
export function inputOf(run: Run, native: Native): Input | null {
  if (run.stdin === null) return null;
  run.input ??= openInput(native, run.stdin);
  return run.input;
}

export function recordSignal(run: Run, signal: number): void {
  if (signal !== 0) run.sent = [...run.sent, signal].slice(-MOST_SENT);
}

const MOST_SENT = 8;

export function closeRun({ input, stdin, channel }: Run): void {
  if (input !== null) input.close();
  else if (stdin !== null) closeSync(stdin);
  channel?.close();
}
