import type { Socket } from 'node:net';
import type { RequestHead } from './requestHead.ts';
import type { OpenStream } from './responseStream.ts';
import type { Admission, Service } from './service.ts';
import type { Tunnel } from './types.ts';

/** The state of one connection. */
export interface Client {
  readonly socket: Socket;
  readonly peer: string;
  readonly service: Service;
  /** Reads on in `input`; who writes responses and who reads requests would need each other otherwise. */
  readonly readOn: () => void;
  phase: Phase;
  /** Bytes that no request has taken yet. */
  input: Buffer;
  body: Body | null;
  stream: OpenStream | null;
  tunnel: Tunnel | null;
  timer: NodeJS.Timeout | undefined;
  idleSince: number;
  /** The client has closed its side. */
  ended: boolean;
  /** No further request will be read. */
  last: boolean;
}

/**
 * `closing`: everything is written, the client is to close its side; what it still sends is not looked at. `tunnel`: no
 * HTTP any more.
 */
export type Phase = 'idle' | 'head' | 'body' | 'busy' | 'tunnel' | 'closing' | 'closed';

/** The body of a request while it arrives. */
export interface Body {
  readonly head: RequestHead;
  readonly admission: Admission;
  readonly chunks: Buffer[];
  missing: number;
}

export const EMPTY = Buffer.alloc(0);

/** Each connection has one timer: nothing in it waits for two things. */
export function after(client: Client, ms: number, run: () => void): void {
  clearTimeout(client.timer);
  client.timer = setTimeout(run, ms);
  client.timer.unref();
}

/** For a client that takes nothing of what was written. */
export function destroyWhenStalled(client: Client): void {
  after(client, client.service.limits.stallMs, () => client.socket.destroy());
}

/**
 * Ends our side and goes on reading for a moment: closing a socket on which something arrives makes the kernel send a
 * reset, which can take the response away from a client that has not read it yet.
 */
export function endConnection(client: Client): void {
  const { socket, service } = client;
  if (client.phase === 'closed') return;
  client.phase = 'closing';
  client.input = EMPTY;
  socket.resume();
  destroyWhenStalled(client);
  socket.end(() => after(client, service.limits.lingerMs, () => socket.destroy()));
}
