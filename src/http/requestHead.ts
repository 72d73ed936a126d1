import { HttpError } from './httpError.ts';

export interface RequestHead {
  /** The request line, for the log. */
  readonly line: string;
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  /** Percent-decoded once, without the query. It may hold anything, `..` and NUL included. */
  readonly path: string;
  /** What stands behind the `?`, not decoded; empty if there is none. */
  readonly query: string;
  readonly version: '1.0' | '1.1';
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Where the head ends (behind its empty line), or -1. Bare line feeds end it too, for `parseHead` to refuse. */
export function headEnd(input: Buffer, from = 0): number {
  for (let at = input.indexOf(LINE_FEED, from); at !== -1; at = input.indexOf(LINE_FEED, at + 1)) {
    if (input[at + 1] === LINE_FEED) return at + 2;
    if (input[at + 1] === CARRIAGE_RETURN && input[at + 2] === LINE_FEED) return at + 3;
  }
  return -1;
}

/**
 * Reads a request line and its headers, strictly: whatever two HTTP implementations could understand differently (bare
 * line feeds, folded lines, blanks before a colon, repeated lengths) is a 400. A line without a version, as typed by
 * hand, counts as HTTP/1.0.
 */
export function parseHead(input: Buffer): RequestHead {
  const lines = input.toString('latin1', 0, input.length - 4).split('\r\n');
  const line = lines[0] ?? '';
  const parts = REQUEST_LINE.exec(line);
  if (parts === null) throw new HttpError(400, 'The request line is malformed.');
  const [, method = '', target = '', major = '1', minor = '0'] = parts;
  if (major !== '1') throw new HttpError(505, 'Send HTTP/1.1 or HTTP/1.0.');
  const mark = target.indexOf('?');
  return {
    line,
    method,
    target,
    path: unquote(mark === -1 ? target : target.slice(0, mark)),
    query: mark === -1 ? '' : target.slice(mark + 1),
    version: minor === '0' ? '1.0' : '1.1',
    headers: parseHeaders(lines.slice(1)),
  };
}

/**
 * Length of the body; 0 where none is announced. A chunked request counts as one without length, as the reference has
 * it: no client of this interface sends one.
 */
export function bodyLength({ method, headers }: RequestHead, limit: number): number {
  const length = headers.get('content-length');
  if (headers.has('transfer-encoding')) throw new HttpError(length === undefined ? 411 : 400, 'Send a Content-Length.');
  if (length === undefined) {
    if (NEEDS_LENGTH.has(method)) throw new HttpError(411);
    return 0;
  }
  if (!/^\d+$/.test(length)) throw new HttpError(400, 'The Content-Length is not a number.');
  if (Number(length) > limit) throw new HttpError(413, `The limit is ${limit} bytes.`);
  return Number(length);
}

/** Whether bytes that belong to this request may follow its head: the next request cannot be told from them. */
export function bodyMayFollow({ method, headers }: RequestHead): boolean {
  if (headers.has('transfer-encoding')) return true;
  const length = headers.get('content-length');
  return length === undefined ? NEEDS_LENGTH.has(method) : length !== '0';
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const REQUEST_LINE = new RegExp(`^(${TOKEN}) ([^\\x00-\\x20\\x7f]+)(?: HTTP/(\\d)\\.(\\d))?$`);
const HEADER_LINE = new RegExp(`^(${TOKEN}):[ \\t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*?)[ \\t]*$`);
const NEEDS_LENGTH = new Set(['POST', 'PUT', 'PATCH']);

/** Two of these contradict each other or hide something. */
const SINGLE = new Set(['host', 'content-length', 'transfer-encoding', 'authorization', 'origin']);

function parseHeaders(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, rawName, value = ''] = HEADER_LINE.exec(line) ?? [];
    if (rawName === undefined) throw new HttpError(400, 'A header line is malformed.');
    const name = rawName.toLowerCase();
    const earlier = headers.get(name);
    if (earlier !== undefined && SINGLE.has(name)) throw new HttpError(400, `The header ${name} is there twice.`);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return headers;
}

/** As Python's unquote: `%zz` stays what it is, bytes that are not UTF-8 are replaced. */
function unquote(text: string): string {
  if (/^[\x21-\x24\x26-\x7e]*$/.test(text)) return text;
  const bytes = text.replace(/%([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
