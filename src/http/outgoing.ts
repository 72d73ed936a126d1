import { accessLine } from './accessLine.ts';
import { after, type Client, destroyWhenStalled, endConnection } from './client.ts';
import { framingFor, replyHead } from './reply.ts';
import { bodyMayFollow, type RequestHead } from './requestHead.ts';
import { openResponseStream } from './responseStream.ts';
import { failureResponse } from './service.ts';
import { openTunnel } from './tunnel.ts';
import type { HttpResponse, PlainResponse, StreamResponse } from './types.ts';

/** A request that nobody handles. If a body was to follow, it stays unread and the connection ends with the answer. */
export function refuse(client: Client, head: RequestHead | null, error: unknown): void {
  client.phase = 'busy';
  const { log } = client.service;
  const response = failureResponse(error, head ?? { method: '', target: '(no request)' }, log);
  const mayKeep = head !== null && response.status !== 401 && !bodyMayFollow(head);
  respond(client, head, response, mayKeep).catch((failure: unknown) => breakOff(client, head, failure));
}

export async function respond(
  client: Client,
  asked: RequestHead | null,
  response: HttpResponse,
  mayKeep: boolean,
): Promise<void> {
  if (client.phase === 'closed') {
    if ('cancel' in response) response.cancel?.();
    return;
  }
  if ('tunnel' in response) {
    client.service.log.trace(() => accessLine(client.peer, asked?.line ?? '', response.status, 0));
    openTunnel(client, response);
    return;
  }
  const framing = framingFor(asked, response, mayKeep && !client.last);
  const head = replyHead(framing, response);
  const bytes =
    'stream' in response
      ? await writeStream(client, head, response, framing.chunked, asked)
      : writePlain(client, head, response, asked);
  client.service.log.trace(() => accessLine(client.peer, asked?.line ?? '', response.status, head.length + bytes));
  if (framing.keep && !client.last) nextRequest(client);
  else endConnection(client);
}

function writePlain({ socket }: Client, head: string, { body }: PlainResponse, asked: RequestHead | null): number {
  if (asked?.method === 'HEAD') socket.write(head, 'latin1');
  else if (typeof body === 'string') socket.write(head + body);
  else {
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body);
    socket.uncork();
  }
  return asked?.method === 'HEAD' ? 0 : Buffer.byteLength(body);
}

async function writeStream(
  client: Client,
  head: string,
  { stream, cancel }: StreamResponse,
  chunked: boolean,
  asked: RequestHead | null,
): Promise<number> {
  client.socket.write(head, 'latin1');
  if (client.ended || client.last || asked?.method === 'HEAD') {
    cancel?.();
    if (asked?.method !== 'HEAD' && chunked) client.socket.write('0\r\n\r\n');
    return 0;
  }
  const out = openResponseStream(client.socket, chunked, client.service.limits.idleMs);
  client.stream = out;
  await stream(out);
  client.stream = null;
  out.finish();
  return out.bytes;
}

/** Something failed in the middle of a response: only the end of the connection can tell the client. */
export function breakOff(client: Client, head: RequestHead | null, error: unknown): void {
  const what = error instanceof Error ? error.stack : String(error);
  client.service.log.error(`Server Error: ${head?.line ?? ''}: the response broke off: ${what}`);
  client.socket.destroy();
}

/** Waits until the client has taken the response: who never reads must not make us collect answers. */
function nextRequest(client: Client): void {
  const { socket, service } = client;
  if (socket.writableNeedDrain) {
    destroyWhenStalled(client);
    socket.once('drain', () => nextRequest(client));
    return;
  }
  if (client.phase === 'closed') return;
  client.phase = 'idle';
  client.idleSince = performance.now();
  if (socket.isPaused()) socket.resume();
  after(client, service.limits.idleMs, () => endConnection(client));
  if (client.input.length > 0) client.readOn();
  else if (client.ended) endConnection(client);
}
