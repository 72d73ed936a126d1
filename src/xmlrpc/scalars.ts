import type { RpcValue } from './values.ts';

/** The value that an element of each scalar type holds; undefined where its text is not one. */
export const SCALARS = {
  string: (text) => text,
  int: wholeNumber,
  i4: wholeNumber,
  i8: wholeNumber,
  'ex:i8': wholeNumber,
  boolean: (text) => BOOLEANS.get(text.trim()),
  double: (text) => decimal(text.trim()),
  'dateTime.iso8601': (text) => date(text.trim()),
  base64: (text) => bytes(text.replace(/\s+/g, '')),
  nil: nothing,
  'ex:nil': nothing,
} as const satisfies Readonly<Record<string, (text: string) => RpcValue | undefined>>;

const BOOLEANS = new Map([
  ['1', true],
  ['0', false],
]);

/** Up to 2^53: a number that would arrive as another one is refused. */
function wholeNumber(text: string): number | undefined {
  if (!/^\s*[+-]?\d{1,16}\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}

function decimal(text: string): number | undefined {
  const word = PYTHON_WORDS.get(text.toLowerCase());
  if (word !== undefined) return word;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** What Python writes for a float that is not a number. */
const PYTHON_WORDS = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['nan', Number.NaN],
]);

function date(text: string): Date | undefined {
  const parts = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d:\d\d:\d\d)Z?$/.exec(text);
  if (parts === null) return undefined;
  const value = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}Z`);
  return Number.isNaN(value.getTime()) ? undefined : value;
}

function bytes(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function nothing(text: string): null | undefined {
  return text.trim() === '' ? null : undefined;
}
