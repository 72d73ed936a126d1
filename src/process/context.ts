import type { Channel } from '../logging/autoLogs.ts';
import type { ProgramLog } from '../logging/programLog.ts';
import type { ProcessConfig, SupervisordConfig } from '../model/config.ts';
import type { ProcessStateName } from '../model/states.ts';
import type { ProcessExit } from '../model/waitStatus.ts';
import type { Native, ResourceLimit } from '../native/index.ts';
import type { Clock } from '../util/clock.ts';
import type { Events } from './events/events.ts';
import type { JudgeContext } from './listeners/resultHandlers.ts';
import type { Pipes } from './pipes.ts';
import type { Process } from './process.ts';

/** The activity log as processes use it. */
export interface Log {
  critical(message: string): void;
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

export interface OutputRequest {
  readonly config: ProcessConfig;
  readonly group: string;
  readonly channel: Channel;
  readonly pid: number;
  /** Reading end; the output owns it from now on. */
  readonly fd: number;
  /** Who speaks with the process over this channel. */
  readonly tap: ProcessTap | null;
  /** To be called at a line that `ready=log:` waits for; null: none is waited for. */
  readonly onReady: (() => void) | null;
}

/** Who speaks with a process over its standard input and output: the event listener protocol. */
export interface ProcessTap {
  started(): void;
  /** `chunk` is valid during the call only. */
  output(chunk: Buffer): void;
  /** The process has become RUNNING. */
  running(): void;
  /** It has died, and everything that it had written has been given to `output`. */
  ended(): void;
}

/** A change of state, as event listeners and waiting requests are told of it. */
export interface StateChange {
  readonly process: string;
  readonly group: string;
  readonly from: ProcessStateName;
  readonly to: ProcessStateName;
  readonly expected: boolean;
  /** Failed starts in a row, after the change. */
  readonly tries: number;
  readonly pid: number;
}

export interface AwaitsExit {
  exited(exit: ProcessExit): void;
}

/** What a process needs of the daemon around it. */
export interface ProcessContext {
  readonly native: Native;
  readonly clock: Clock;
  readonly log: Log;
  /** The environment that children inherit. */
  readonly environment: Readonly<Record<string, string>>;
  /** SUPERVISOR_SERVER_URL where the program names none. */
  readonly serverurl: string | null;
  /** Limits that are to differ from our own in every child. */
  readonly rlimits: readonly ResourceLimit[];
  /** False while the daemon shuts down. */
  mayStart(): boolean;
  openOutput(request: OutputRequest): ProgramLog;
  /** The configuration of a new process with its automatic logs made and named. */
  prepareLogs(config: ProcessConfig): ProcessConfig;
  /** `waiting` is told once, when the child of that pid has been reaped. */
  awaitExit(pid: number, waiting: AwaitsExit): void;
  onStateChange(change: StateChange): void;
  /** A probe has seen something of it. */
  onSeen(process: Process): void;
  readonly events: Events;
  /** Those of stdin_pipe and stdout_pipe. */
  readonly pipes: Pipes;
  /** [supervisord] as it was read last. */
  supervisord(): SupervisordConfig;
  readonly judging: JudgeContext;
}
