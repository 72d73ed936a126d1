import { PythonError } from '../errors.ts';

export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** Names in lower case; of a repeated one the last counts. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface ResponseHandlers {
  head(head: ResponseHead): void;
  data(bytes: Buffer): void;
  /** The body is complete. */
  end(): void;
}

type Stage = 'head' | 'counted' | 'open-ended' | 'chunk size' | 'chunk' | 'after chunk' | 'trailer' | 'complete';

/** Far above anything that a supervisord sends in front of a body. */
const LONGEST_HEAD = 64 * 1024;

/** Reads one HTTP response, however it is cut: counted, chunked, or ended by the end of the connection. */
export class ResponseParser {
  readonly #handlers: ResponseHandlers;
  #stage: Stage = 'head';
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left = 0;

  constructor(handlers: ResponseHandlers) {
    this.#handlers = handlers;
  }

  feed(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#steps[this.#stage]());
  }

  /** The other side has closed. False: the response is not complete. */
  close(): boolean {
    if (this.#stage === 'open-ended') this.#complete();
    return this.#stage === 'complete';
  }

  /** Each does what it can with the bytes that are there, and says whether it is done. */
  readonly #steps: Readonly<Record<Stage, () => boolean>> = {
    head: () => this.#withLine('\r\n\r\n', (text) => this.#begin(parseHead(text))),
    counted: () => this.#body(() => this.#complete()),
    'open-ended': () => this.#body(() => undefined),
    'chunk size': () => this.#withLine('\r\n', (line) => this.#beginChunk(line)),
    chunk: () => this.#body(() => this.#enter('after chunk')),
    'after chunk': () => this.#withLine('\r\n', () => this.#enter('chunk size')),
    trailer: () => this.#withLine('\r\n', (line) => line === '' && this.#complete()),
    complete: () => false,
  };

  #enter(stage: Stage, left = 0): void {
    this.#stage = stage;
    this.#left = left;
  }

  #complete(): void {
    this.#enter('complete');
    this.#handlers.end();
  }

  #begin(head: ResponseHead): void {
    const length = Number(head.headers.get('content-length') ?? Number.NaN);
    if (/\bchunked\b/i.test(head.headers.get('transfer-encoding') ?? '')) this.#enter('chunk size');
    else if (Number.isSafeInteger(length)) this.#enter('counted', length);
    else this.#enter('open-ended', Number.POSITIVE_INFINITY);
    this.#handlers.head(head);
  }

  #beginChunk(line: string): void {
    const size = Number.parseInt(line, 16);
    if (Number.isNaN(size)) throw new PythonError('http.client.IncompleteRead', `no chunk size: ${line}`);
    this.#enter(size === 0 ? 'trailer' : 'chunk', size);
  }

  #withLine(end: string, use: (line: string) => unknown): boolean {
    const at = this.#rest.indexOf(end);
    if (at === -1 && this.#rest.length > LONGEST_HEAD) {
      throw new PythonError('http.client.LineTooLong', 'got more than 65536 bytes when reading header line');
    }
    if (at === -1) return false;
    const line = this.#rest.toString('latin1', 0, at);
    this.#rest = this.#rest.subarray(at + end.length);
    use(line);
    return true;
  }

  #body(done: () => void): boolean {
    const part = this.#rest.subarray(0, Math.min(this.#left, this.#rest.length));
    this.#rest = this.#rest.subarray(part.length);
    this.#left -= part.length;
    if (part.length > 0) this.#handlers.data(part);
    if (this.#left > 0) return false;
    done();
    return true;
  }
}

function parseHead(text: string): ResponseHead {
  const [first = '', ...lines] = text.split('\r\n');
  const match = /^HTTP\/\S+\s+(\d{3})(?:\s+(.*))?$/.exec(first);
  if (match === null) throw new PythonError('http.client.BadStatusLine', first);
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(match[1]), reason: match[2] ?? '', headers: new Map(headers) };
}
