import type { Socket } from 'node:net';
import { type Connection, serveConnection } from './connection.ts';
import { errorResponse, HttpError } from './httpError.ts';
import { framingFor, replyHead } from './reply.ts';
import type { Service } from './service.ts';

export interface Connections {
  readonly serve: (socket: Socket) => void;
  readonly count: () => number;
  readonly close: (graceMs: number) => void;
}

/** The clients of one server, as many as its limit allows. */
export function createConnections(service: Service): Connections {
  const open = new Set<Connection>();
  let full = false;
  return {
    serve(socket) {
      const turnsAway = open.size >= service.limits.connections && !dropIdlest(open);
      // Once, not for each of those who come knocking.
      if (turnsAway && !full) service.log.warn(`turning clients away: ${open.size} connections are open, none is idle`);
      full = turnsAway;
      if (turnsAway) {
        turnAway(socket);
        return;
      }
      const connection = serveConnection(socket, peerOf(socket), service, () => open.delete(connection));
      open.add(connection);
    },
    count: () => open.size,
    close(graceMs) {
      for (const connection of open) connection.close();
      if (open.size === 0) return;
      setTimeout(() => {
        for (const connection of open) connection.destroy();
      }, graceMs).unref();
    },
  };
}

/** Closes the connection that has waited longest for a request; false if all of them are at work. */
function dropIdlest(open: ReadonlySet<Connection>): boolean {
  let idlest: Connection | undefined;
  for (const connection of open) {
    const since = connection.idleSince;
    if (since !== null && since < (idlest?.idleSince ?? Number.POSITIVE_INFINITY)) idlest = connection;
  }
  idlest?.close();
  return idlest !== undefined;
}

function turnAway(socket: Socket): void {
  const response = errorResponse(new HttpError(503, 'Too many connections.'));
  // Nobody is left to tell.
  socket.on('error', () => socket.destroy());
  socket.end(replyHead(framingFor(null, response, false), response) + response.body, () => socket.destroy());
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return remoteAddress === undefined ? 'localhost:0' : `${remoteAddress.replace(/^::ffff:/, '')}:${remotePort}`;
}
