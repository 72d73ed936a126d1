import type { Native } from '../native/index.ts';

/** A command that is over sooner does not pay for it. */
const SETTLED_MS = 1000;

/** Gives back, once, what starting has cost: from now on this process only waits. */
export function settleLater({ trimHeap }: Pick<Native, 'trimHeap'>): void {
  setTimeout(() => {
    globalThis.gc?.(); // there with --expose-gc only, which the launcher sets
    trimHeap();
  }, SETTLED_MS);
}
