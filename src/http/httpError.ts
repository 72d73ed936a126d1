import type { HttpHeaders, PlainResponse } from './types.ts';

/** A request that is answered with a status of its own. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly status: number,
    /** For the person at the other end; the status says it all where it is empty. */
    readonly reason = '',
    readonly headers: HttpHeaders = {},
  ) {
    super(reason === '' ? `HTTP ${status} ${phrase(status)}` : reason);
  }
}

/** The reference's error page, with one more paragraph where there is something to explain. */
export function errorResponse({
  status,
  reason,
  headers,
}: Pick<HttpError, 'status' | 'reason' | 'headers'>): PlainResponse {
  const lines = [
    '<head>',
    '<title>Error response</title>',
    '</head>',
    '<body>',
    '<h1>Error response</h1>',
    `<p>Error code ${status}.`,
    `<p>Message: ${phrase(status)}.`,
    ...(reason === '' ? [] : [`<p>${escapeHtml(reason)}`]),
    '</body>',
    '',
  ];
  return { status, headers: { ...headers, 'Content-Type': 'text/html' }, body: lines.join('\r\n') };
}

export function phrase(status: number): string {
  return PHRASES[status] ?? 'Unknown';
}

/** The reference's words, and a few that it does not have. */
const PHRASES: Readonly<Record<number, string>> = {
  101: 'Switching Protocols',
  200: 'OK',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  303: 'See Other',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Time-out',
  409: 'Conflict',
  411: 'Length Required',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  426: 'Upgrade Required',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  505: 'HTTP Version not supported',
};

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
