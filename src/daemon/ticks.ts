import type { EventName } from '../model/events.ts';
import type { Events } from '../process/events/events.ts';
import { tickPayload } from '../process/events/payloads.ts';
import type { Cancel, Clock } from '../util/clock.ts';

/** The TICK events. While nobody wants one, no timer runs for it. */
export interface Ticks {
  /** What is wanted may have changed. */
  revise(): void;
  stop(): void;
}

/** By period, in seconds. */
const PERIODS: Readonly<Record<number, EventName>> = { 5: 'TICK_5', 60: 'TICK_60', 3600: 'TICK_3600' };

/** The wall clock can be set: nobody waits longer than this (ms) for a tick that it has brought nearer. */
const LONGEST_WAIT_MS = 60_000;

export function createTicks(clock: Clock, events: Events): Ticks {
  const running = new Map<EventName, Cancel>();

  function revise(): void {
    for (const [period, name] of Object.entries(PERIODS)) {
      const wanted = events.isWanted(name);
      if (wanted && !running.has(name)) run(name, Number(period));
      if (!wanted) cancel(name);
    }
  }

  function run(name: EventName, period: number): void {
    let last = slice(period);

    function wait(): void {
      const wall = clock.wall();
      const rest = (slice(period) + period) * 1000 - wall;
      running.set(name, clock.at(clock.now() + Math.min(rest, LONGEST_WAIT_MS), tick));
    }

    function tick(): void {
      const now = slice(period);
      if (now !== last) events.notify(name, () => tickPayload(now));
      last = now;
      if (running.has(name)) wait();
    }

    wait();
  }

  /** The beginning of the current period, in seconds since the epoch. */
  function slice(period: number): number {
    const now = Math.floor(clock.wall() / 1000);
    return now - (now % period);
  }

  function cancel(name: EventName): void {
    running.get(name)?.();
    running.delete(name);
  }

  return {
    revise,
    stop() {
      for (const name of [...running.keys()]) cancel(name);
    },
  };
}
