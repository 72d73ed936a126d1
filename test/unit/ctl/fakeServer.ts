import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A server that answers every connection's first bytes as it is told. */
export async function fakeServer(
  answer: (socket: Socket, request: string) => void,
): Promise<{ url: string; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => answer(socket, bytes.toString()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, server };
}
