import type { Socket } from 'node:net';
import { PROTOCOL } from '../../util/frames.ts';
import { connectionError } from '../errors.ts';
import { openSocket, requestText, type Server } from './connection.ts';
import { parseServerUrl } from './target.ts';

/** A connection that is no HTTP any more, or the answer of a server that does not want that. */
export type Upgraded =
  | { readonly socket: Socket; readonly ahead: Buffer }
  | { readonly socket?: undefined; readonly status: number; readonly text: string };

/** Asks for a terminal session, over a connection of its own. Rejects with a ConnectionError. */
export function upgrade(server: Server, path: string, wish: object): Promise<Upgraded> {
  const address = parseServerUrl(server.serverurl);
  const socket = openSocket(address);
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);

    function data(bytes: Buffer): void {
      received = Buffer.concat([received, bytes]);
      const head = headOf(received);
      if (head === null) return;
      if (head.status !== 101) {
        if (received.length >= head.length + head.body) socket.destroy();
        return;
      }
      socket.removeAllListeners();
      socket.pause();
      resolve({ socket, ahead: received.subarray(head.length) });
    }

    socket.on('data', data);
    socket.on('error', (error) => reject(connectionError(error)));
    socket.on('close', () => {
      const head = headOf(received);
      if (head === null) reject(connectionError({ code: received.length === 0 ? 'CLOSED' : 'CUT' }));
      else resolve({ status: head.status, text: received.toString('utf8', head.length).trim() });
    });
    const more = [`Upgrade: ${PROTOCOL}`, 'Connection: Upgrade, close'];
    socket.write(requestText({ method: 'POST', path, body: JSON.stringify(wish) }, server, address, more));
  });
}

interface Head {
  readonly status: number;
  readonly length: number;
  /** Of what follows; infinite: all that comes. */
  readonly body: number;
}

/** Null: it is not complete. */
function headOf(received: Buffer): Head | null {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const text = received.toString('latin1', 0, end);
  const status = Number(/^HTTP\/\S+ (\d{3})/.exec(text)?.[1] ?? 0);
  return {
    status,
    length: end + 4,
    body: Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? Number.POSITIVE_INFINITY),
  };
}
