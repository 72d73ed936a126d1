/** White space as `str.isspace()` and `\s` see it; unlike JavaScript's with \x1c-\x1f and \x85, without the BOM. */
const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const BEYOND_ASCII = new RegExp(`^[${SPACE}]$`);
const RUN = new RegExp(`[${SPACE}]+`);

export function isSpace(character: string): boolean {
  return isSpaceAt(character, 0);
}

function isSpaceAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f);
  return BEYOND_ASCII.test(text.charAt(index));
}

export function strip(text: string): string {
  return rstrip(lstrip(text));
}

function lstrip(text: string): string {
  let start = 0;
  while (start < text.length && isSpaceAt(text, start)) start++;
  return text.slice(start);
}

/** Walks from the end: a regular expression would be quadratic on long runs of inner white space. */
export function rstrip(text: string): string {
  let end = text.length;
  while (end > 0 && isSpaceAt(text, end - 1)) end--;
  return text.slice(0, end);
}

/** Index of the first character that is not white space, or -1. */
export function firstNonSpace(text: string): number {
  let at = 0;
  while (at < text.length && isSpaceAt(text, at)) at++;
  return at < text.length ? at : -1;
}

/** `text.split()` without arguments. */
export function words(text: string): string[] {
  return text.split(RUN).filter((word) => word !== '');
}

/** Order of `sorted()` on strings: by code point, where JavaScript's is by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === length) return a.length - b.length;
  return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
}

/** Lifts surrogates above the rest of the plane, where their code points belong. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00 && i > 0) count -= pairEnds(text, i);
  return count;
}

function pairEnds(text: string, i: number): number {
  return (text.charCodeAt(i - 1) & 0xfc00) === 0xd800 ? 1 : 0;
}
