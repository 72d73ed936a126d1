import { floatText } from './float.ts';
import { escapeNonAscii, repr } from './repr.ts';
import { codePoints } from './text.ts';

export type FormatValue = string | number;

/** The dictionary right of the `%`. */
export interface FormatNames {
  get(name: string): FormatValue | undefined;
  /** In the order of the dictionary: a `%s` without a name prints all of it. */
  entries(): Iterable<readonly [string, FormatValue]>;
}

/** `key` set: the KeyError of a name that does not exist; else the text of another exception. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly key: string | null;

  constructor(message: string, key: string | null = null) {
    super(message);
    this.key = key;
  }
}

/** One conversion such as `%(process_num)02d`. */
export interface Directive {
  /** Where it starts and ends in the template. */
  readonly start: number;
  readonly end: number;
  readonly key: string | null;
  readonly flags: string;
  readonly width: number | '*' | null;
  readonly precision: number | '*' | null;
  readonly conversion: string;
}

/** `template % names` as CPython 3.11 does it. */
export function formatPercent(template: string, names: FormatNames): string {
  if (!template.includes('%')) return template;
  const args = new Arguments(names);
  let out = '';
  let at = 0;
  for (let start = template.indexOf('%'); start !== -1; start = template.indexOf('%', at)) {
    const directive = parseDirective(template, start, (key) => args.select(key));
    out += template.slice(at, start) + convert(directive, args, template);
    at = directive.end;
  }
  return out + template.slice(at);
}

/** `onKey` runs as soon as the name is read: a missing name is reported before a broken rest. */
export function parseDirective(template: string, start: number, onKey: (key: string) => void): Directive {
  const cursor = { template, at: start + 1 };
  const key = readKey(cursor);
  if (key !== null) onKey(key);
  const flags = readWhile(cursor, /[-+ #0]/);
  const width = readSize(cursor, 'width too big');
  const precision = template[cursor.at] === '.' ? readPrecision(cursor) : null;
  if (/[hlL]/.test(template[cursor.at] ?? '')) cursor.at++;
  const code = template.codePointAt(cursor.at);
  if (code === undefined) throw new FormatError('incomplete format');
  const conversion = String.fromCodePoint(code);
  return { start, end: cursor.at + conversion.length, key, flags, width, precision, conversion };
}

interface Cursor {
  readonly template: string;
  at: number;
}

function readKey(cursor: Cursor): string | null {
  if (cursor.template[cursor.at] !== '(') return null;
  const start = ++cursor.at;
  for (let depth = 1; depth > 0; cursor.at++) {
    const character = cursor.template[cursor.at];
    if (character === undefined) throw new FormatError('incomplete format key');
    if (character === '(') depth++;
    if (character === ')') depth--;
  }
  return cursor.template.slice(start, cursor.at - 1);
}

function readWhile(cursor: Cursor, wanted: RegExp): string {
  const start = cursor.at;
  while (wanted.test(cursor.template[cursor.at] ?? '')) cursor.at++;
  return cursor.template.slice(start, cursor.at);
}

function readSize(cursor: Cursor, tooBig: string): number | '*' | null {
  if (cursor.template[cursor.at] === '*') {
    cursor.at++;
    return '*';
  }
  const digits = readWhile(cursor, /[0-9]/);
  if (digits === '') return null;
  // The reference would run out of memory instead; the limit is far above any real file.
  if (Number(digits) > 1e6) throw new FormatError(tooBig);
  return Number(digits);
}

function readPrecision(cursor: Cursor): number | '*' {
  cursor.at++;
  return readSize(cursor, 'precision too big') ?? 0;
}

/** CPython's odd bookkeeping: a name selects one value, which the next conversion uses up. */
class Arguments {
  readonly #names: FormatNames;
  #current: FormatValue | FormatNames;
  #used = false;

  constructor(names: FormatNames) {
    this.#names = names;
    this.#current = names;
  }

  select(key: string): void {
    const value = this.#names.get(key);
    if (value === undefined) throw new FormatError(repr(key), key);
    this.#current = value;
    this.#used = false;
  }

  next(): FormatValue | FormatNames {
    if (this.#used) throw new FormatError('not enough arguments for format string');
    this.#used = true;
    return this.#current;
  }
}

function convert(directive: Directive, args: Arguments, template: string): string {
  const width = sizeOf(directive.width, args);
  const flags = width !== null && width < 0 ? `${directive.flags}-` : directive.flags;
  const precision = sizeOf(directive.precision, args);
  if (directive.conversion === '%') return '%';
  const value = args.next();
  const kind = CONVERSIONS[directive.conversion];
  if (kind === undefined) throw unsupported(directive, template);
  const text = kind({ value, flags, precision: precision === null ? null : Math.max(precision, 0), directive });
  return pad(text, flags, Math.abs(width ?? 0));
}

function sizeOf(size: number | '*' | null, args: Arguments): number | null {
  if (size !== '*') return size;
  const value = args.next();
  if (typeof value !== 'number') throw new FormatError('* wants int');
  return value;
}

function unsupported({ conversion, end }: Directive, template: string): FormatError {
  const code = conversion.codePointAt(0) ?? 0;
  const shown = code >= 31 && code <= 126 ? conversion : '?';
  const index = codePoints(template.slice(0, end)) - 1;
  return new FormatError(`unsupported format character '${shown}' (0x${code.toString(16)}) at index ${index}`);
}

interface Conversion {
  readonly value: FormatValue | FormatNames;
  readonly flags: string;
  readonly precision: number | null;
  readonly directive: Directive;
}

/** A number's text comes in parts, because zeros go between its sign or prefix and its digits. */
interface Formatted {
  readonly prefix: string;
  readonly body: string;
  readonly numeric: boolean;
}

const CONVERSIONS: Readonly<Record<string, (conversion: Conversion) => Formatted>> = {
  s: (c) => textual(c, stringOf(c.value)),
  r: (c) => textual(c, reprOf(c.value)),
  a: (c) => textual(c, escapeNonAscii(reprOf(c.value))),
  c: (c) => ({ prefix: '', body: characterOf(c.value), numeric: false }),
  d: integral,
  i: integral,
  u: integral,
  o: integral,
  x: integral,
  X: integral,
  e: floating,
  E: floating,
  f: floating,
  F: floating,
  g: floating,
  G: floating,
};

function textual({ precision }: Conversion, text: string): Formatted {
  return {
    prefix: '',
    body: precision === null ? text : Array.from(text).slice(0, precision).join(''),
    numeric: false,
  };
}

function stringOf(value: FormatValue | FormatNames): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : reprOf(value);
}

function reprOf(value: FormatValue | FormatNames): string {
  if (typeof value === 'string') return repr(value);
  if (typeof value === 'number') return String(value);
  return `{${Array.from(value.entries(), ([name, item]) => `${repr(name)}: ${reprOf(item)}`).join(', ')}}`;
}

function characterOf(value: FormatValue | FormatNames): string {
  if (typeof value === 'string' && codePoints(value) === 1) return value;
  if (typeof value !== 'number') throw new FormatError('%c requires int or char');
  if (value < 0 || value > 0x10ffff) throw new FormatError('%c arg not in range(0x110000)');
  return String.fromCodePoint(value);
}

const RADIX: Readonly<Record<string, number>> = { o: 8, x: 16, X: 16 };

function integral({ value, flags, precision, directive: { conversion } }: Conversion): Formatted {
  const radix = RADIX[conversion];
  if (typeof value !== 'number') {
    const wanted = radix === undefined ? 'a real number' : 'an integer';
    throw new FormatError(`%${conversion} format: ${wanted} is required, not ${typeName(value)}`);
  }
  const digits = Math.abs(value)
    .toString(radix ?? 10)
    .padStart(precision ?? 0, '0');
  const mark = radix !== undefined && flags.includes('#') ? `0${conversion}` : '';
  const body = conversion === 'X' ? digits.toUpperCase() : digits;
  return { prefix: signOf(value < 0, flags) + mark, body, numeric: true };
}

function floating({ value, flags, precision, directive: { conversion } }: Conversion): Formatted {
  if (typeof value !== 'number') throw new FormatError(`must be real number, not ${typeName(value)}`);
  const body = floatText(Math.abs(value), conversion, precision ?? 6, flags.includes('#'));
  return { prefix: signOf(value < 0, flags), body, numeric: true };
}

function signOf(negative: boolean, flags: string): string {
  if (negative) return '-';
  if (flags.includes('+')) return '+';
  return flags.includes(' ') ? ' ' : '';
}

function typeName(value: FormatValue | FormatNames): string {
  if (typeof value === 'string') return 'str';
  return typeof value === 'number' ? 'int' : 'dict';
}

function pad({ prefix, body, numeric }: Formatted, flags: string, width: number): string {
  const missing = Math.max(width - codePoints(prefix) - codePoints(body), 0);
  if (flags.includes('-')) return prefix + body + ' '.repeat(missing);
  if (numeric && flags.includes('0')) return prefix + '0'.repeat(missing) + body;
  return ' '.repeat(missing) + prefix + body;
}
