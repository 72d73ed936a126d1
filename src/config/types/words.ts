import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';
import { strip } from '../python/text.ts';

const TRUE = new Set(['yes', 'true', 'on', '1']);
const FALSE = new Set(['no', 'false', 'off', '0']);

export function text(value: string): string {
  return value;
}

export function boolean(value: string): boolean {
  const word = value.toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw new BadValue(`not a valid boolean value: ${repr(value)}`, 'true or false (yes/no, on/off, 1/0)');
}

export function autorestart(value: string): boolean | 'unexpected' {
  const word = value.toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  if (word === 'unexpected') return word;
  throw new BadValue(`invalid 'autorestart' value ${repr(word)}`, 'true, false or unexpected');
}

export function listOfStrings(value: string): string[] {
  return value === '' ? [] : value.split(',').map(strip);
}

/** Names that would break the event protocol or a URL of the web interface are refused. */
export function processOrGroupName(value: string): string {
  const name = strip(value);
  const bad = [' ', ':', '/'].find((character) => name.includes(character));
  if (bad === undefined) return name;
  throw new BadValue(
    `Invalid name: ${repr(value)} because of character: ${repr(bad)}`,
    'a name without spaces, colons and slashes',
  );
}

/** AUTO stands for the daemon's own server, which is what null means. */
export function serverurl(value: string): string | null {
  return strip(value).toUpperCase() === 'AUTO' ? null : value;
}
