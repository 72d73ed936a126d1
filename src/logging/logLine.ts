import type { LogLevel } from '../model/config.ts';

/** How the activity log spells its levels, the most urgent first. */
export const LEVEL_NAMES = {
  critical: 'CRIT',
  error: 'ERRO',
  warn: 'WARN',
  info: 'INFO',
  debug: 'DEBG',
  trace: 'TRAC',
  blather: 'BLAT',
} as const satisfies Record<LogLevel, string>;

/** `2026-11-24 10:05:04,123 INFO message`, local time, without a line end. */
export function formatLine(level: LogLevel, message: string, time = Date.now()): string {
  const second = Math.floor(time / 1000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedText = formatSecond(new Date(second * 1000));
  }
  return `${cachedText},${pad(time - second * 1000, 3)} ${LEVEL_NAMES[level]} ${message}`;
}

/** Bursts of messages share the costly part. */
let cachedSecond = Number.NaN;
let cachedText = '';

function formatSecond(date: Date): string {
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
  return `${day} ${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
