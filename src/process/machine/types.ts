import type { ProcessConfig } from '../../model/config.ts';
import type { ProcessStateName } from '../../model/states.ts';
import type { ProcessExit } from '../../model/waitStatus.ts';
import type { Health, ProcessStatus } from '../status.ts';

/** What can happen to a process. */
export type ProcessEvent =
  | { readonly type: 'start' }
  /** The daemon has stopped it in order to start it again by itself. */
  | { readonly type: 'startAgain' }
  /** The answers to a `spawn` effect. */
  | { readonly type: 'spawned'; readonly pid: number }
  | { readonly type: 'spawnFailed'; readonly message: string; readonly status: number }
  /** `at` (monotonic milliseconds): where it is told later than it happened. */
  | { readonly type: 'exited'; readonly exit: ProcessExit; readonly at?: number }
  | { readonly type: 'stop' }
  /** The answer to a `kill` effect that the kernel refused. */
  | { readonly type: 'killFailed'; readonly signal: number; readonly error: string; readonly gone: boolean }
  /** A shutdown asks: no more tries. */
  | { readonly type: 'giveUp' }
  /** The time for a shutdown is up: no more waiting for a process that was asked to stop. */
  | { readonly type: 'kill' }
  /** It is not started yet, because of something else. */
  | { readonly type: 'wait'; readonly what: string }
  /** Its schedule has worked out when it is started next. */
  | { readonly type: 'scheduled'; readonly at: number | null }
  /** What a probe has seen. */
  | { readonly type: 'seen'; readonly ready?: boolean; readonly health?: Health; readonly text?: string }
  /** It asks for so many milliseconds more before it is killed. */
  | { readonly type: 'extend'; readonly milliseconds: number }
  /** `dueAt` has come. */
  | { readonly type: 'timer' };

export type ProcessEventType = ProcessEvent['type'];

export type LogEffectLevel = 'critical' | 'warn' | 'info' | 'debug';

export type Effect =
  | { readonly type: 'spawn' }
  | { readonly type: 'kill'; readonly signal: number; readonly asGroup: boolean }
  | { readonly type: 'log'; readonly level: LogEffectLevel; readonly message: string }
  /** A change of state, told to event listeners and to whoever waits for it. */
  | {
      readonly type: 'announce';
      readonly from: ProcessStateName;
      readonly to: ProcessStateName;
      readonly expected: boolean;
      readonly backoff: number;
      readonly pid: number;
    };

export interface Moment {
  readonly now: number;
  readonly wall: number;
  /** False while the daemon shuts down: nothing is started any more. */
  readonly mayStart: boolean;
  /** From 0 to 1. */
  readonly chance: number;
}

export interface Step {
  readonly status: ProcessStatus;
  readonly effects: readonly Effect[];
}

/** What a cell of the table is given: an event of that type, or of any, and what it meets. */
export type On<T extends ProcessEventType = ProcessEventType> = Meeting<Extract<ProcessEvent, { type: T }>>;

interface Meeting<E extends ProcessEvent> {
  readonly config: ProcessConfig;
  readonly status: ProcessStatus;
  readonly event: E;
  readonly moment: Moment;
}

export type Cell<T extends ProcessEventType = ProcessEventType> = (input: On<T>) => Step;
