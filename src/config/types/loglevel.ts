import type { LogLevel } from '../../model/config.ts';
import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';

export const LOG_LEVELS = [
  'critical',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'blather',
] as const satisfies LogLevel[];

export function loglevel(value: string): LogLevel {
  const level = LOG_LEVELS.find((name) => name === value.toLowerCase());
  if (level === undefined)
    throw new BadValue(`bad logging level name ${repr(value)}`, `one of ${LOG_LEVELS.join(', ')}`);
  return level;
}
