/** The one clock of the daemon: monotonic milliseconds for everything that is due, wall time for display only. */
export interface Clock {
  /** Milliseconds on CLOCK_MONOTONIC: comparable between processes since boot, not a date. */
  now(): number;
  /** Milliseconds since the epoch, as the wall clock has it. */
  wall(): number;
  /** Calls `run` once at or after `due` (monotonic). The returned function takes it back. */
  at(due: number, run: () => void): Cancel;
}

export type Cancel = () => void;

/** setTimeout fires early and overflows beyond this many milliseconds. */
const LONGEST_SLEEP = 2 ** 31 - 1;

/** A clock on one timer heap and one libuv timer: an empty heap never wakes the process up. */
export function createClock(): Clock {
  const heap: Entry[] = [];
  let sleeping: NodeJS.Timeout | undefined;
  let wakeAt: number | null = null;

  function arm(): void {
    const first = heap[0];
    if (first === undefined) {
      clearTimeout(sleeping);
      wakeAt = null;
      return;
    }
    if (first.due === wakeAt) return;
    clearTimeout(sleeping);
    wakeAt = first.due;
    sleeping = setTimeout(fire, Math.min(Math.max(Math.ceil(first.due - now()), 0), LONGEST_SLEEP));
  }

  function fire(): void {
    wakeAt = null;
    // What a timer sets for now is served in the next round: the loop between them belongs to signals and output.
    const until = now();
    const isDue = ({ due, run }: Entry): boolean => run === undefined || due <= until;
    try {
      for (let first = heap[0]; first !== undefined && isDue(first); first = heap[0]) {
        pop(heap);
        first.run?.();
      }
    } finally {
      arm();
    }
  }

  return {
    now,
    wall: Date.now,
    at(due, run) {
      const entry: Entry = { due, run };
      push(heap, entry);
      if (heap[0] === entry) arm();
      return () => {
        entry.run = undefined;
        while (heap[0] !== undefined && heap[0].run === undefined) pop(heap);
        arm();
      };
    },
  };
}

interface Entry {
  readonly due: number;
  /** Undefined once cancelled: the entry leaves the heap when it comes to the top. */
  run: (() => void) | undefined;
}

function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

function push(heap: Entry[], entry: Entry): void {
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const above = (i - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || parent.due <= entry.due) break;
    heap[i] = parent;
    i = above;
  }
  heap[i] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let i = 0;
  for (;;) {
    const child = smallerChild(heap, i);
    const below = child === -1 ? undefined : heap[child];
    if (below === undefined || below.due >= last.due) break;
    heap[i] = below;
    i = child;
  }
  heap[i] = last;
}

function smallerChild(heap: readonly Entry[], i: number): number {
  const left = heap[2 * i + 1];
  const right = heap[2 * i + 2];
  if (left === undefined) return -1;
  return right !== undefined && right.due < left.due ? 2 * i + 2 : 2 * i + 1;
}
