import { type Directive, type DirectiveReader, FormatError, parseDirective } from './directive.ts';
import { floatText } from './float.ts';
import { escapeNonAscii, repr } from './repr.ts';
import { codePoints } from './text.ts';

export { FormatError } from './directive.ts';

export type FormatValue = string | number;

/** The dictionary right of the `%`. */
export interface FormatNames {
  get(name: string): FormatValue | undefined;
  /** In the order of the dictionary: a `%s` without a name prints all of it. */
  entries(): Iterable<readonly [string, FormatValue]>;
}

/** Nearly every expression looks like this. */
const PLAIN = /%\(([^()]*)\)s/y;

/** `template % names` as CPython 3.11 does it. */
export function formatPercent(template: string, names: FormatNames): string {
  if (!template.includes('%')) return template;
  const args = new Arguments(names);
  let out = '';
  let at = 0;
  for (let start = template.indexOf('%'); start !== -1; start = template.indexOf('%', at)) {
    out += template.slice(at, start);
    PLAIN.lastIndex = start;
    const key = PLAIN.exec(template)?.[1];
    if (key !== undefined) {
      args.select(key);
      out += stringOf(args.next());
      at = PLAIN.lastIndex;
    } else {
      const directive = parseDirective(template, start, args);
      out += convert(directive, args, template);
      at = directive.end;
    }
  }
  return out + template.slice(at);
}

/** CPython's odd bookkeeping: a name selects one value, which the next conversion uses up. */
class Arguments implements DirectiveReader {
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

  star(): number {
    const value = this.next();
    if (typeof value !== 'number') throw new FormatError('* wants int');
    return value;
  }
}

function convert(directive: Directive, args: Arguments, template: string): string {
  if (directive.conversion === '%' && directive.end - directive.start === 2) return '%';
  const value = args.next();
  const kind = CONVERSIONS[directive.conversion];
  if (kind === undefined) throw unsupported(directive, template);
  const width = directive.width ?? 0;
  const flags = width < 0 ? `${directive.flags}-` : directive.flags;
  return pad(kind({ ...directive, value, flags }), flags, Math.abs(width));
}

function unsupported({ conversion, end }: Directive, template: string): FormatError {
  const code = conversion.codePointAt(0) ?? 0;
  const shown = code >= 31 && code <= 126 ? conversion : '?';
  const index = codePoints(template.slice(0, end)) - 1;
  return new FormatError(`unsupported format character '${shown}' (0x${code.toString(16)}) at index ${index}`);
}

interface Conversion extends Directive {
  readonly value: FormatValue | FormatNames;
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

function integral({ value, flags, precision, conversion }: Conversion): Formatted {
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

function floating({ value, flags, precision, conversion }: Conversion): Formatted {
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
