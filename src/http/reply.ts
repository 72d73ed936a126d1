import { phrase } from './httpError.ts';
import type { RequestHead } from './requestHead.ts';
import type { HttpHeaders, HttpResponse } from './types.ts';

export interface Framing {
  readonly version: '1.0' | '1.1';
  /** The connection goes on after the response. */
  readonly keep: boolean;
  readonly chunked: boolean;
}

/**
 * Persistence as the reference has it: HTTP/1.1 unless the client says close, HTTP/1.0 if it says keep-alive and the
 * length is known. What was no request is answered and closed. A stream is chunked in HTTP/1.1 and ends with the connection in HTTP/1.0.
 */
export function framingFor(asked: RequestHead | null, response: HttpResponse, mayKeep: boolean): Framing {
  if (asked === null) return { version: '1.1', keep: false, chunked: false };
  const streams = 'stream' in response;
  const connection = (asked.headers.get('connection') ?? '').toLowerCase().split(/\s*,\s*/);
  const wanted =
    asked.version === '1.1' ? !connection.includes('close') : connection.includes('keep-alive') && !streams;
  return { version: asked.version, keep: wanted && mayKeep, chunked: streams && asked.version === '1.1' };
}

/** Status line and headers, in the reference's order. */
export function replyHead({ version, keep, chunked }: Framing, response: HttpResponse): string {
  const lines = [
    `HTTP/${version} ${response.status} ${phrase(response.status)}`,
    `Server: ${SERVER}`,
    `Date: ${dateNow()}`,
    ...headerLines(response.headers ?? {}),
    ...('body' in response ? [`Content-Length: ${Buffer.byteLength(response.body)}`] : []),
    ...(chunked ? ['Transfer-Encoding: chunked'] : []),
    ...persistence(version, keep),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Without a version: a stranger need not know it. */
const SERVER = 'tsupervisord';

const date = { second: 0, text: '' };

/** Spelt once a second. */
function dateNow(): string {
  const second = Math.trunc(Date.now() / 1000);
  if (second !== date.second) Object.assign(date, { second, text: new Date(second * 1000).toUTCString() });
  return date.text;
}

function headerLines(headers: HttpHeaders): string[] {
  return Object.entries(headers).map(([name, value]) => {
    if (/[\r\n\0]/.test(name + value))
      throw new Error(`the response header ${JSON.stringify(name)} holds a line break`);
    return `${name}: ${value}`;
  });
}

function persistence(version: '1.0' | '1.1', keep: boolean): string[] {
  if (!keep) return ['Connection: close'];
  return version === '1.0' ? ['Connection: Keep-Alive'] : [];
}
