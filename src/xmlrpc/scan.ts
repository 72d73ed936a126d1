import { fail } from './error.ts';
import { decodeText, isPlain } from './text.ts';

/**
 * The part of XML that XML-RPC is made of: elements, text, character references, CDATA, comments, one declaration.
 * Document types, entities and processing instructions are refused: nothing here needs them, and they are how XML is
 * made to expand without end or to read files. Attributes are checked and skipped.
 */
export interface Scan {
  readonly text: string;
  /** Take characters that XML forbids (controls) as they are. */
  readonly lenient: boolean;
  /** Nothing in the whole message needs `decodeText`. */
  readonly plain: boolean;
  at: number;
}

export function openScan(text: string, lenient: boolean): Scan {
  const normal = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  const scan: Scan = { text: normal, lenient, plain: isPlain(normal), at: 0 };
  const declaration = match(scan, DECLARATION);
  if (declaration !== null) scan.at += declaration.length;
  return scan;
}

/** What `nextIs` found: `<name>`, `<name/>`, or something else, which it leaves where it is. */
export type Opening = 'open' | 'empty' | null;

/** Opens the element if it is the next thing, white space and comments aside. */
export function nextIs(scan: Scan, name: string): Opening {
  skipSpace(scan);
  const { text, at } = scan;
  if (!text.startsWith(name, at + 1) || text.charCodeAt(at) !== LESS_THAN) return null;
  const after = at + 1 + name.length;
  if (text.charCodeAt(after) === GREATER_THAN) {
    scan.at = after + 1;
    return 'open';
  }
  if (match({ text, at: after }, NAME_CHARACTER) !== null) return null;
  scan.at = after;
  return restOfTag(scan, name);
}

/** Opens the element, which has to come next; false if it is `<name/>` and closed already. */
export function open(scan: Scan, name: string): boolean {
  return (nextIs(scan, name) ?? unexpected(scan, `<${name}>`)) === 'open';
}

/** Opens the element if it comes next; it may not be `<name/>`. */
export function tryOpen(scan: Scan, name: string): boolean {
  const opening = nextIs(scan, name);
  if (opening === 'empty') fail(scan, 'structure', `<${name}/> is empty`);
  return opening === 'open';
}

export function openFull(scan: Scan, name: string): void {
  if (!tryOpen(scan, name)) unexpected(scan, `<${name}>`);
}

/** Opens whatever element comes next. `usual` are the names that are looked for first, which is faster. */
export function openAny(scan: Scan, usual: ReadonlySet<string>): { readonly name: string; readonly opening: Opening } {
  const { text, at } = scan;
  if (text.charCodeAt(at) !== LESS_THAN) unexpected(scan, 'an element');
  const end = text.indexOf('>', at);
  const whole = text.slice(at + 1, end);
  if (usual.has(whole)) {
    scan.at = end + 1;
    return { name: whole, opening: 'open' };
  }
  const name = match({ text, at: at + 1 }, NAME) ?? unexpected(scan, 'an element');
  scan.at += 1 + name.length;
  return { name, opening: restOfTag(scan, name) };
}

export function close(scan: Scan, name: string): void {
  skipSpace(scan);
  const { text, at } = scan;
  if (!text.startsWith('</', at) || !text.startsWith(name, at + 2)) unexpected(scan, `</${name}>`);
  const after = at + 2 + name.length;
  const end = text.charCodeAt(after) === GREATER_THAN ? '>' : match({ text, at: after }, CLOSING_END);
  if (end === null) unexpected(scan, `</${name}>`);
  scan.at = after + end.length;
}

export function atClosingTag(scan: Scan): boolean {
  return scan.text.startsWith('</', scan.at);
}

/** Text up to the next tag, its references resolved, its CDATA joined and its comments left out. */
export function readText(scan: Scan): string {
  let result = '';
  for (;;) {
    const { text, at } = scan;
    const end = text.indexOf('<', at);
    if (end === -1) fail(scan, 'xml', 'the message ends in the middle');
    if (end > at) result += scan.plain ? text.slice(at, end) : decodeText(scan, text.slice(at, end));
    scan.at = end;
    const next = text.charCodeAt(end + 1);
    if (next === QUESTION) unexpected(scan, 'text or a tag');
    if (next !== EXCLAMATION) return result;
    result += text.startsWith(CDATA, end) ? readCdata(scan) : skipComment(scan);
  }
}

/** Nothing but white space and comments may follow. */
export function end(scan: Scan): void {
  skipSpace(scan);
  if (scan.at < scan.text.length) unexpected(scan, 'the end of the message');
}

const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const EXCLAMATION = 0x21;
const QUESTION = 0x3f;
const CDATA = '<![CDATA[';
const DECLARATION =
  /<\?xml\s+version\s*=\s*(["'])1\.\d\1(?:\s+encoding\s*=\s*(["'])[\w.:-]+\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/y;
const NAME = /[A-Za-z_][\w.:-]*/y;
const NAME_CHARACTER = /[\w.:-]/y;
const CLOSING_END = /\s*>/y;
const REST_OF_TAG = /(?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*\/?>/y;

/** What the pattern finds right here. */
function match({ text, at }: Pick<Scan, 'text' | 'at'>, pattern: RegExp): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function restOfTag(scan: Scan, name: string): 'open' | 'empty' {
  const rest = match(scan, REST_OF_TAG);
  if (rest === null) fail(scan, 'xml', `the tag <${name}> is broken`);
  scan.at += rest.length;
  return rest.endsWith('/>') ? 'empty' : 'open';
}

function skipSpace(scan: Scan): void {
  for (;;) {
    while (isSpace(scan.text.charCodeAt(scan.at))) scan.at++;
    if (!scan.text.startsWith('<!--', scan.at)) return;
    skipComment(scan);
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09;
}

function readCdata(scan: Scan): string {
  const from = scan.at + CDATA.length;
  const to = scan.text.indexOf(']]>', from);
  if (to === -1) fail(scan, 'xml', 'a CDATA section does not end');
  scan.at = to + 3;
  return scan.text.slice(from, to);
}

function skipComment(scan: Scan): '' {
  if (!scan.text.startsWith('<!--', scan.at)) unexpected(scan, 'text or a tag');
  const to = scan.text.indexOf('--', scan.at + 4);
  if (to === -1 || scan.text[to + 2] !== '>') fail(scan, 'xml', 'a comment does not end');
  scan.at = to + 3;
  return '';
}

function unexpected(scan: Scan, expected: string): never {
  const rest = scan.text.slice(scan.at, scan.at + 30);
  const refused = REFUSED.find(({ start }) => rest.toUpperCase().startsWith(start));
  if (refused !== undefined) fail(scan, 'xml', refused.message);
  const found = rest === '' ? 'the message ends' : `there is ${JSON.stringify(rest)}`;
  fail(scan, 'structure', `expected ${expected}, but ${found}`);
}

const REFUSED = [
  { start: '<!DOCTYPE', message: 'document types are not accepted' },
  { start: '<?', message: 'processing instructions are not accepted' },
];
