import type { Socket } from 'node:net';
import { type Client, EMPTY, endConnection } from './client.ts';
import { inputEnded, readHead, receive, refuseAfter } from './incoming.ts';
import type { Service } from './service.ts';

/** One client. It sends requests, one after the other or several at once, and is answered in that order. */
export interface Connection {
  /** Waits for a request, and since when. */
  readonly idleSince: number | null;
  /** After the response that is under way, if any. A stream ends now. */
  close(): void;
  destroy(): void;
}

export function serveConnection(socket: Socket, peer: string, service: Service, onClosed: () => void): Connection {
  const client: Client = {
    socket,
    peer,
    service,
    readOn: () => readOn(client),
    phase: 'idle',
    input: EMPTY,
    body: null,
    stream: null,
    tunnel: null,
    timer: undefined,
    idleSince: performance.now(),
    ended: false,
    last: false,
  };
  socket.on('data', (chunk) => receive(client, chunk));
  socket.on('end', () => inputEnded(client));
  // A client that broke off: 'close' follows, and there is nobody left to tell.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(client.timer);
    client.phase = 'closed';
    client.stream?.abandon();
    client.tunnel?.gone();
    onClosed();
  });
  refuseAfter(client, service.limits.headMs);
  return {
    get idleSince() {
      return client.phase === 'idle' ? client.idleSince : null;
    },
    close: () => closeWhenDone(client),
    destroy: () => socket.destroy(),
  };
}

/** Others get their turn between two requests that were sent at once. */
function readOn(client: Client): void {
  setImmediate(() => {
    if (client.phase !== 'idle') return;
    readHead(client);
    if (client.ended) inputEnded(client);
  });
}

function closeWhenDone(client: Client): void {
  client.last = true;
  client.stream?.abandon();
  client.tunnel?.close();
  if (client.phase === 'busy' || client.phase === 'tunnel' || client.phase === 'closing' || client.phase === 'closed')
    return;
  endConnection(client);
}
