import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';

/**
 * A cron expression in which nothing is wrong, as text: the five fields of crontab(5), one for seconds ahead of them
 * where there are six, or a nickname. When it comes is worked out by a library that is loaded with the first schedule.
 */
export function cron(value: string): string {
  const text = value.trim().toLowerCase();
  if (NICKNAMES.includes(text)) return text;
  const words = text.split(/\s+/);
  if (words.length !== 5 && words.length !== 6) throw new BadValue(`not a valid schedule: ${repr(value)}`, EXPECTED);
  const [days = [], months = []] = FIELDS.slice(-words.length)
    .map((field, index) => numbersOf(field, words[index] ?? ''))
    .slice(-3);
  const anyWeekday = words.at(-1) === '*';
  if (anyWeekday && !months.some((month) => days.some((day) => day <= (LENGTHS[month - 1] ?? 0)))) {
    throw new BadValue(`a schedule that never comes: ${repr(value)}`, 'a day that one of its months has');
  }
  return words.join(' ');
}

const NICKNAMES: readonly string[] = ['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'];
const EXPECTED = `minute, hour, day of the month, month and day of the week such as "30 3 * * mon-fri", or ${NICKNAMES.join(', ')}`;

interface Field {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly names: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'second', first: 0, last: 59, names: [] },
  { name: 'minute', first: 0, last: 59, names: [] },
  { name: 'hour', first: 0, last: 23, names: [] },
  { name: 'day of the month', first: 1, last: 31, names: [] },
  { name: 'month', first: 1, last: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of the week', first: 0, last: 7, names: 'sun mon tue wed thu fri sat'.split(' ') },
];

/** Days of each month, in the longest of its years. */
const LENGTHS: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function numbersOf(field: Field, word: string): number[] {
  return word.split(',').flatMap((part) => {
    const numbers = partOf(field, part);
    if (numbers === null) throw new BadValue(`not a valid ${field.name}: ${repr(part)}`, wanted(field));
    return numbers;
  });
}

function wanted({ name, first, last, names }: Field): string {
  const words = names.length === 0 ? '' : ` or ${names[0]} to ${names.at(-1)}`;
  return `a ${name} from ${first} to ${last}${words}, several with commas, a range with a hyphen, * for all, */2 for every second one`;
}

/** `*`, one of them, or a range; the first and the last with a step behind a slash. */
function partOf(field: Field, part: string): number[] | null {
  const [span = '', step = '1', ...rest] = part.split('/');
  const range = rangeOf(field, span);
  if (range === null || rest.length > 0 || !/^[0-9]{1,2}$/.test(step)) return null;
  const by = Number(step);
  if (by < 1 || by > field.last || (part.includes('/') && range.single)) return null;
  const count = Math.floor((range.last - range.first) / by) + 1;
  return Array.from({ length: count }, (_, index) => range.first + index * by);
}

/** The other number of the first day of the week. */
const SUNDAY = 7;

interface Range {
  readonly first: number;
  readonly last: number;
  readonly single: boolean;
}

function rangeOf(field: Field, text: string): Range | null {
  if (text === '*') return { first: field.first, last: field.last, single: false };
  const [from = '', to, ...rest] = text.split('-');
  const first = numberOf(field, from);
  // A week can end with its first day.
  const end = to === 'sun' && field.last === SUNDAY ? String(SUNDAY) : to;
  const last = end === undefined ? first : numberOf(field, end);
  if (first === null || last === null || first > last || rest.length > 0) return null;
  return { first, last, single: to === undefined };
}

function numberOf({ first, last, names }: Field, text: string): number | null {
  const place = names.indexOf(text);
  if (place !== -1) return first + place;
  const number = /^[0-9]{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return number >= first && number <= last ? number : null;
}
