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
  readonly width: number | null;
  readonly precision: number | null;
  readonly conversion: string;
}

/** Told of what a directive takes as soon as it is read: CPython reports a missing name before a broken rest. */
export interface DirectiveReader {
  select(key: string): void;
  /** The number that a `*` stands for. */
  star(): number;
}

export function parseDirective(template: string, start: number, reader: DirectiveReader): Directive {
  const cursor = { template, at: start + 1 };
  const key = readKey(cursor);
  if (key !== null) reader.select(key);
  const flags = readWhile(cursor, /[-+ #0]/);
  const width = readSize(cursor, 'width too big', reader);
  const precision = template[cursor.at] === '.' ? readPrecision(cursor, reader) : null;
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

function readSize(cursor: Cursor, tooBig: string, reader: DirectiveReader): number | null {
  if (cursor.template[cursor.at] === '*') {
    cursor.at++;
    return reader.star();
  }
  const digits = readWhile(cursor, /[0-9]/);
  if (digits === '') return null;
  // The reference would run out of memory instead; the limit is far above any real file.
  if (Number(digits) > 1e6) throw new FormatError(tooBig);
  return Number(digits);
}

function readPrecision(cursor: Cursor, reader: DirectiveReader): number {
  cursor.at++;
  return Math.max(readSize(cursor, 'precision too big', reader) ?? 0, 0);
}
