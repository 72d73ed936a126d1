import type { Clock } from '../../src/util/clock.ts';

/** A clock that is set by hand; `skip` sets the wall clock alone. */
export function handClock(start: number) {
  let passed = 0;
  let skipped = 0;
  const timers = new Set<{ due: number; run: () => void }>();
  const clock: Clock = {
    now: () => passed,
    wall: () => start + passed + skipped,
    at(due, run) {
      const timer = { due, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  function pass(ms: number): void {
    const until = passed + ms;
    for (;;) {
      const next = [...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      timers.delete(next);
      passed = Math.max(passed, next.due);
      next.run();
    }
    passed = until;
  }
  /** The same without a chance for anything to run in between. */
  function jump(ms: number): void {
    passed += ms;
    pass(0);
  }
  return { clock, pass, jump, timers, skip: (ms: number) => (skipped += ms) };
}
