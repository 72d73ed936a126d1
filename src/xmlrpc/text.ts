import { fail, type Place } from './error.ts';

/** Whether this is text that `decodeText` gives back as it is. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** Text between two tags: references resolved, and refused where XML does not allow a character. */
export function decodeText(scan: TextPlace, raw: string): string {
  if (isPlain(raw)) return raw;
  if (raw.includes(']]>')) fail(scan, 'xml', 'the text contains "]]>"');
  if (!scan.lenient && FORBIDDEN.test(raw)) fail(scan, 'xml', 'the text contains a character that XML forbids');
  return raw.includes('&') ? raw.replace(REFERENCE, (whole, name?: string) => resolve(scan, whole, name)) : raw;
}

/** Where the text is, and whether characters that XML forbids are taken as they are. */
interface TextPlace extends Place {
  readonly lenient: boolean;
}

const PLAIN = /^[^&\]\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*$/;
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/u;
const REFERENCE = /&(?:(#?\w{1,10});)?/g;

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function resolve(scan: TextPlace, whole: string, name: string | undefined): string {
  if (name === undefined) fail(scan, 'xml', 'an "&" in the text is not part of a reference');
  const character = name.startsWith('#') ? numbered(name.slice(1)) : named(name);
  if (character === null) fail(scan, 'xml', `the reference ${whole} means nothing`);
  if (!scan.lenient && FORBIDDEN.test(character)) fail(scan, 'xml', `the reference ${whole} is not a character of XML`);
  return character;
}

function named(name: string): string | null {
  return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? null) : null;
}

function numbered(digits: string): string | null {
  const code = /^\d+$/.test(digits) ? Number(digits) : /^x[0-9a-fA-F]+$/.test(digits) ? Number(`0${digits}`) : -1;
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
