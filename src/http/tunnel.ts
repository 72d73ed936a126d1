import { type Client, EMPTY, endConnection } from './client.ts';
import { replyHead } from './reply.ts';
import type { Tunnel, TunnelOut, TunnelResponse } from './types.ts';

/** Hands the connection over to who answers: what comes in goes there, and nothing else writes into it. */
export function openTunnel(client: Client, response: TunnelResponse): void {
  const { socket } = client;
  if (client.ended || client.last) {
    response.cancel?.();
    endConnection(client);
    return;
  }
  socket.write(replyHead({ version: '1.1', keep: true, chunked: false }, response), 'latin1');
  client.phase = 'tunnel';
  const ahead = client.input;
  client.input = EMPTY;
  const tunnel = onceGone(begin(client, response));
  client.tunnel = tunnel;
  socket.resume();
  if (ahead.length > 0) tunnel.receive(ahead);
}

/** What cannot begin gives back what was kept for it; the caller breaks the connection off. */
function begin(client: Client, { tunnel, cancel }: TunnelResponse): Tunnel {
  try {
    return tunnel(outOf(client));
  } catch (error) {
    cancel?.();
    throw error;
  }
}

function outOf(client: Client): TunnelOut {
  const { socket } = client;
  return {
    write: (bytes) => socket.writable && socket.write(bytes),
    onDrain: (run) => void socket.on('drain', run),
    end: () => endConnection(client),
    destroy: () => void socket.destroy(),
  };
}

function onceGone(tunnel: Tunnel): Tunnel {
  let told = false;
  return {
    receive: tunnel.receive,
    close: tunnel.close,
    gone() {
      if (told) return;
      told = true;
      tunnel.gone();
    },
  };
}
