import { connect, type Socket } from 'node:net';
import { connectionError } from '../errors.ts';
import { type ResponseHead, ResponseParser } from './responseParser.ts';
import { type Address, parseServerUrl } from './target.ts';

/** Where to connect, and as whom. */
export interface Server {
  readonly serverurl: string;
  readonly username: string | null;
  readonly password: string | null;
}

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
}

/** What arrives; either `end` or `broken` comes last. */
export interface Receiver {
  head(head: ResponseHead): void;
  data(bytes: Buffer): void;
  end(): void;
  broken(error: Error): void;
}

/** One connection, for one request after the other. */
export interface Connection {
  send(request: Request, receiver: Receiver): void;
  /** False once it cannot carry another request. */
  usable(): boolean;
  close(): void;
}

/** The request under way. */
interface Exchange {
  readonly receiver: Receiver;
  readonly parser: ResponseParser;
  started: boolean;
}

/** A thin HTTP/1.1 client: loading node:http would cost more than all the rest of a short command. */
export function openConnection(server: Server): Connection {
  const address = parseServerUrl(server.serverurl);
  const socket = openSocket(address);
  let exchange: Exchange | null = null;
  let open = true;

  socket.on('error', (error) => fail(connectionError(error)));
  socket.on('data', (bytes) => {
    if (exchange !== null) feed(exchange, bytes);
  });
  socket.on('close', () => {
    open = false;
    if (exchange !== null && !exchange.parser.close())
      fail(connectionError({ code: exchange.started ? 'CUT' : 'CLOSED' }));
  });
  return { send, usable: () => open, close };

  function send(request: Request, receiver: Receiver): void {
    exchange = { receiver, parser: new ResponseParser({ head, data, end }), started: false };
    socket.write(requestText(request, server, address));
  }

  function head(received: ResponseHead): void {
    if (/\bclose\b/i.test(received.headers.get('connection') ?? '')) open = false;
    if (exchange !== null) exchange.started = true;
    exchange?.receiver.head(received);
  }

  /** Nothing of a body that the receiver has lost interest in when it saw the head. */
  function data(bytes: Buffer): void {
    exchange?.receiver.data(bytes);
  }

  function end(): void {
    const done = exchange;
    exchange = null;
    done?.receiver.end();
  }

  function feed({ parser }: Exchange, bytes: Buffer): void {
    try {
      parser.feed(bytes);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  function fail(error: Error): void {
    const failed = exchange;
    close();
    failed?.receiver.broken(error);
  }

  function close(): void {
    exchange = null;
    open = false;
    socket.destroy();
  }
}

export function openSocket(address: Address): Socket {
  if (address.family === 'unix') return connect({ path: address.path });
  return connect({ host: address.host, port: address.port, noDelay: true });
}

export function requestText(
  { method, path, body }: Request,
  server: Server,
  address: Address,
  more: readonly string[] = [],
): string {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${hostOf(address)}`,
    'User-Agent: tsupervisorctl',
    'Accept: */*',
    ...authorisation(server),
    ...more,
    ...(body === null ? [] : ['Content-Type: text/xml', `Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

function hostOf(address: Address): string {
  if (address.family === 'unix') return 'localhost';
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}

function authorisation({ username, password }: Server): string[] {
  if (username === null || password === null) return [];
  return [`Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`];
}
