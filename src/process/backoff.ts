import type { BeyondConfig } from '../model/config.ts';

type BackoffConfig = Pick<
  BeyondConfig,
  'backoff' | 'backoff_initial' | 'backoff_max' | 'backoff_jitter' | 'restart_forever'
>;

/** Whoever tries for ever is not to wait for ever. */
const LONGEST_FOREVER = 60;

/** Seconds to wait after that many failed starts in a row; `chance` is from 0 to 1. The reference's: one a try. */
export function backoffDelay(config: BackoffConfig, tries: number, chance: number): number {
  const { backoff_initial: initial, backoff_jitter: jitter } = config;
  const grown = config.backoff === 'linear' ? initial * tries : initial * 2 ** (tries - 1);
  const longest = config.backoff_max ?? (config.restart_forever ? LONGEST_FOREVER : Number.POSITIVE_INFINITY);
  return Math.min(grown, longest) * (1 - jitter * chance);
}
