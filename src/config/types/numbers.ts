import { BadValue } from '../problem.ts';
import { integerOrNull, parseInteger, parseOctal } from '../python/int.ts';
import { repr } from '../python/repr.ts';

export { parseInteger as integer } from '../python/int.ts';

const UNITS: Readonly<Record<string, number>> = { kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 };

/** `50MB`; without a unit it is bytes. */
export function byteSize(value: string): number {
  const lower = value.toLowerCase();
  const unit = UNITS[lower.slice(-2)];
  try {
    return unit === undefined ? parseInteger(lower) : parseInteger(lower.slice(0, -2)) * unit;
  } catch (error) {
    if (error instanceof BadValue) throw new BadValue(error.message, 'a whole number of bytes, or with KB, MB or GB');
    throw error;
  }
}

/** The same, of something of which there must be some. */
export function amount(value: string): number {
  const bytes = byteSize(value);
  if (bytes > 0) return bytes;
  throw new BadValue(`not a valid size: ${repr(value)}`, 'more than 0 bytes, such as 500MB');
}

/** `500MB`, in the largest unit that has a whole number of them. */
export function sizeText(bytes: number | null): string | null {
  if (bytes === null) return null;
  const unit = Object.keys(UNITS)
    .reverse()
    .find((each) => bytes % (UNITS[each] ?? 1) === 0);
  return unit === undefined ? String(bytes) : `${bytes / (UNITS[unit] ?? 1)}${unit.toUpperCase()}`;
}

export function octal(value: string): number {
  const mode = parseOctal(value);
  if (mode === null)
    throw new BadValue(`${value} can not be converted to an octal type`, 'an octal number such as 022');
  return mode;
}

export function exitcodes(value: string): number[] {
  try {
    const codes = value === '' ? [] : value.split(',').map(parseInteger);
    if (codes.every((code) => code >= 0 && code <= 255)) return codes;
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
  }
  throw new BadValue(
    `not a valid list of exit codes: ${repr(value)}`,
    'numbers from 0 to 255 with commas between them',
  );
}

/** A whole number within bounds. */
export function between(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = integerOrNull(value);
    if (number !== null && number >= least && number <= most) return number;
    throw new BadValue(`not a valid number: ${repr(value)}`, `a whole number from ${least} to ${most}`);
  };
}

export function portNumber(value: string): number {
  const port = parseInteger(value);
  if (port < 1) throw new BadValue(`${port} is below lower bound (1)`, PORT);
  if (port > 0xffff) throw new BadValue(`${port} is above upper bound (65535)`, PORT);
  return port;
}

const PORT = 'a port from 1 to 65535';
