import { parseInteger } from '../../config/python/int.ts';

export const DEFAULT_BYTES = 1600;

/** The number in `-100`, by Python's rules for a number; null where there is none. */
export function byteCount(modifier: string): number | null {
  if (!modifier.startsWith('-')) return null;
  try {
    return parseInteger(modifier.slice(1));
  } catch {
    return null; // whatever is wrong with it, the caller names the argument
  }
}
