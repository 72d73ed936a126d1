import { setFlagsFromString } from 'node:v8';
import type { Native } from '../native/index.ts';

/** A command that is over sooner does not pay for it. */
const SETTLED_MS = 1000;

/** Gives back, once, what starting has cost: from now on this process only waits. */
export function settleLater({ trimHeap }: Pick<Native, 'trimHeap'>): void {
  setTimeout(() => {
    // There with --expose-gc only, which the launcher sets. The flag closes the gaps between what is left.
    setFlagsFromString('--compact-on-every-full-gc');
    globalThis.gc?.();
    setFlagsFromString('--no-compact-on-every-full-gc');
    trimHeap();
  }, SETTLED_MS);
}
