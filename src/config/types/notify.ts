import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';
import { seconds } from './durations.ts';
import { between } from './numbers.ts';

/** The first three are the usual ones, and nobody counts higher. */
export const notifyFd = between(3, 255);

/** A duration that is one. */
export function watchdog(value: string): number {
  const found = seconds(value);
  if (found > 0) return found;
  throw new BadValue(`not a valid time: ${repr(value)}`, 'more than 0 seconds; leave watchdog_sec out to have none');
}
