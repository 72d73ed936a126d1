import type { ProcessConfig } from '../model/config.ts';
import type { Cancel } from '../util/clock.ts';
import type { ProcessContext } from './context.ts';
import { step } from './machine/machine.ts';
import type { Effect, ProcessEvent } from './machine/types.ts';
import { INITIAL_STATUS, type ProcessStatus } from './status.ts';

/** The status of a process, and what can be asked of it: events that go through the state machine one at a time. */
export abstract class Lifecycle {
  status: ProcessStatus = INITIAL_STATUS;
  private cancelTimer: Cancel | null = null;
  private timerDue: number | null = null;
  private queue: ProcessEvent[] | null = null;

  constructor(
    protected readonly context: ProcessContext,
    readonly config: ProcessConfig,
  ) {}

  start(): void {
    this.handle({ type: 'start' });
  }

  stop(): void {
    this.handle({ type: 'stop' });
  }

  /** After a stop that was only for this: it counts for `restart_limit`. */
  startAgain(): void {
    if (this.status.state === 'STOPPED') this.handle({ type: 'startAgain' });
  }

  /** When its schedule starts it next (wall milliseconds). */
  scheduledFor(at: number | null): void {
    if (this.status.nextRun !== at) this.handle({ type: 'scheduled', at });
  }

  /** Shutdown: no more tries of a program in BACKOFF. */
  giveUp(): void {
    this.handle({ type: 'giveUp' });
  }

  /** It is to be started once that has come. */
  waitFor(what: string): void {
    if (this.status.waitingFor !== what) this.handle({ type: 'wait', what });
  }

  /** It asks for so many milliseconds more to stop. */
  extendStop(milliseconds: number): void {
    this.handle({ type: 'extend', milliseconds });
  }

  /** The time to stop is up. */
  forceStop(): void {
    if (this.status.state === 'STOPPING') this.handle({ type: 'kill' });
  }

  /** Takes a step that is due already without waiting for the event loop. */
  settle(): void {
    const { dueAt } = this.status;
    if (dueAt !== null && dueAt <= this.context.clock.now()) this.onDue();
  }

  protected abstract perform(effect: Effect): void;

  /** All that an event has given rise to is done. */
  protected abstract onSettled(): void;

  /** The process has ended, and what its end waits for has not: it does not become RUNNING any more. */
  protected abstract isFinishing(): boolean;

  protected cancelTimers(): void {
    this.cancelTimer?.();
  }

  /** Events that effects give rise to wait until the effects of the one before are done. */
  protected handle(event: ProcessEvent): void {
    if (this.queue !== null) {
      this.queue.push(event);
      return;
    }
    const queue = [event];
    this.queue = queue;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) this.advance(next);
    } finally {
      this.queue = null;
      this.onSettled();
    }
  }

  private advance(event: ProcessEvent): void {
    const { clock } = this.context;
    const moment = { now: clock.now(), wall: clock.wall(), mayStart: this.context.mayStart(), chance: Math.random() };
    const after = step(this.config, this.status, event, moment);
    this.status = after.status;
    this.armTimer();
    for (const effect of after.effects) this.perform(effect);
  }

  private armTimer(): void {
    if (this.status.dueAt === this.timerDue) return;
    this.cancelTimer?.();
    this.timerDue = this.status.dueAt;
    this.cancelTimer = this.timerDue === null ? null : this.context.clock.at(this.timerDue, () => this.onTimer());
  }

  private onTimer(): void {
    this.timerDue = null;
    this.cancelTimer = null;
    this.onDue();
  }

  private onDue(): void {
    if (!this.isFinishing() || this.status.state !== 'STARTING') this.handle({ type: 'timer' });
  }
}
