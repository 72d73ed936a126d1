import { BadValue } from '../problem.ts';
import { repr } from './repr.ts';
import { strip } from './text.ts';

const DECIMAL = /^[+-]?[0-9]+(?:_[0-9]+)*$/;
const OCTAL = /^([+-]?)(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)$/;
/** CPython cuts the quoted literal in this message. */
const SHOWN = 200;

/** `int(text)`: white space around, a sign and single underscores between digits are fine. */
export function parseInteger(text: string): number {
  const number = integerOrNull(text);
  if (number !== null) return number;
  throw new BadValue(`invalid literal for int() with base 10: ${repr(text).slice(0, SHOWN)}`, 'a whole number');
}

/** The same for texts that may as well be names: no exception is made for them. */
export function integerOrNull(text: string): number | null {
  const digits = strip(text);
  // Adding zero turns -0 into 0.
  return DECIMAL.test(digits) ? Number(digits.replaceAll('_', '')) + 0 : null;
}

/** `int(text, 8)`, or null. */
export function parseOctal(text: string): number | null {
  const match = OCTAL.exec(strip(text));
  if (match === null) return null;
  const size = Number.parseInt((match[2] ?? '').replaceAll('_', ''), 8);
  return match[1] === '-' && size !== 0 ? -size : size;
}
