import type { ActivityLog } from '../logging/activityLog.ts';
import type { Native } from '../native/index.ts';
import type { Clock } from '../util/clock.ts';

/** Programs have said their first words by then, and startsecs is over for most. */
const SETTLED_MS = 3000;

/**
 * Gives back, once, what starting has cost: the text of the configuration, the code that only a start needs. An idle
 * daemon would otherwise keep it for ever, since nothing makes V8 collect it.
 */
export function settleLater(native: Native, clock: Clock, log: ActivityLog): void {
  clock.at(clock.now() + SETTLED_MS, () => {
    settle(native, log).catch((error: unknown) => log.warn(`the daemon keeps what its start needed: ${String(error)}`));
  });
}

async function settle(native: Native, log: ActivityLog): Promise<void> {
  await log.settle();
  // Loaded now, since it costs more than all of a small configuration.
  const { setFlagsFromString } = await import('node:v8');
  // There with --expose-gc only, which the launcher sets. The flag closes the gaps between what is left.
  setFlagsFromString('--compact-on-every-full-gc');
  globalThis.gc?.();
  setFlagsFromString('--no-compact-on-every-full-gc');
  native.trimHeap();
}
