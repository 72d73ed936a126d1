import type { LogLevel } from '../model/config.ts';
import type { RequestHead } from './requestHead.ts';

/** What a handler gets: a complete request that has passed authentication and the browser guard. */
export interface HttpRequest extends Omit<RequestHead, 'line'> {
  readonly body: Buffer;
  /** `127.0.0.1:51324`; `localhost:0` for a unix socket, as the reference logs it. */
  readonly peer: string;
  /** Null where the server asks for no password. */
  readonly user: string | null;
  /** A browser came here from a page of another site (a link, say). Show it something, but let it change nothing. */
  readonly crossSite: boolean;
}

export type HttpHeaders = Readonly<Record<string, string>>;

interface ResponseBase {
  readonly status: number;
  readonly headers?: HttpHeaders;
}

export interface PlainResponse extends ResponseBase {
  readonly body: string | Uint8Array;
}

export interface StreamResponse extends ResponseBase {
  /** Produces the body. The response is complete when the promise resolves; a rejection breaks the connection. */
  readonly stream: (out: ResponseStream) => Promise<void>;
  /** Called instead of `stream` if that is never to be called: gives back what was opened for it. */
  readonly cancel?: () => void;
}

/** The connection is no HTTP any more from here on (101): what both sides send is up to them. */
export interface TunnelResponse extends ResponseBase {
  /** Called once the head has been written. */
  readonly tunnel: (out: TunnelOut) => Tunnel;
  /** Called instead where the client has gone already. */
  readonly cancel?: () => void;
}

/** Our side of it. */
export interface Tunnel {
  /** The Buffer is the tunnel's to keep. */
  receive(bytes: Buffer): void;
  /** The server is to be closed: say so and end, soon. */
  close(): void;
  /** The client has gone, or has closed its side. Called once, also after `end` and `destroy`. */
  gone(): void;
}

export interface TunnelOut {
  /** False: the client takes no more for now. It is all kept, so write no more until `onDrain` has run. */
  write(bytes: Uint8Array): boolean;
  /** Calls `run` each time the client has taken everything after a `false`. */
  onDrain(run: () => void): void;
  /** Ends it behind what was written; a client that does not take that is cut off. */
  end(): void;
  destroy(): void;
}

export type HttpResponse = PlainResponse | StreamResponse | TunnelResponse;

export interface ResponseStream {
  /** Resolves once the client has taken enough for more to be produced; false if it has gone. */
  write(chunk: Uint8Array | string): Promise<boolean>;
  readonly gone: boolean;
  /** Calls `run` once when the client goes; at once if it has. */
  onGone(run: () => void): void;
}

/** May throw or reject: an HttpError becomes its status, anything else 500 and an entry in the log. */
export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** The first route that fits is taken. A method that is not named is answered with 400, as the reference does. */
export interface Route {
  /** Compared with the decoded path. */
  readonly path: string;
  /** Default `prefix`: `/RPC2` answers `/RPC2xyz` too, as the reference's does. */
  readonly match?: 'prefix' | 'exact';
  /** POST and PUT need a Content-Length. */
  readonly methods: readonly string[];
  /** For everybody, without a password, where the server's section says `probes=true`. */
  readonly probe?: true;
  readonly handler: HttpHandler;
}

/** The part of the activity log that is used here. */
export type HttpLog = Readonly<
  Record<Extract<LogLevel, 'critical' | 'error' | 'warn' | 'trace'>, (message: string | (() => string)) => void>
>;
