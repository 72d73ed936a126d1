import { after, type Body, type Client, EMPTY, endConnection } from './client.ts';
import { HttpError } from './httpError.ts';
import { breakOff, refuse, respond } from './outgoing.ts';
import { headEnd, parseHead, type RequestHead } from './requestHead.ts';
import { type Admission, admit, answer } from './service.ts';
import type { HttpRequest } from './types.ts';

export function receive(client: Client, chunk: Buffer): void {
  if (client.phase === 'closing' || client.phase === 'closed') return;
  if (client.phase === 'body') {
    fillBody(client, chunk);
    return;
  }
  if (client.phase === 'tunnel') {
    client.tunnel?.receive(chunk);
    return;
  }
  client.input = client.input.length === 0 ? chunk : Buffer.concat([client.input, chunk]);
  if (client.phase !== 'busy') readHead(client);
  else if (client.input.length > AHEAD) client.socket.pause();
}

export function inputEnded(client: Client): void {
  client.ended = true;
  if (client.phase === 'tunnel') {
    client.socket.destroy();
    return;
  }
  // As the reference has it: a stream is for clients that are there. Requests that are complete are answered first.
  const done = client.phase === 'idle' && client.input.length === 0;
  if (client.stream !== null || client.phase === 'head' || client.phase === 'body') client.socket.destroy();
  // What the kernel has taken reaches the client even so, and the next one need not wait for a polite end.
  else if (done && client.socket.writableLength === 0) client.socket.destroy();
  else if (done) endConnection(client);
}

export function readHead(client: Client): void {
  const { limits } = client.service;
  const input = withoutLeadingLineBreaks(client.input);
  client.input = input;
  if (input.length === 0) return;
  const end = headEnd(input);
  if (end > limits.headBytes || (end === -1 && input.length > limits.headBytes)) {
    refuse(client, null, new HttpError(431, `The limit is ${limits.headBytes} bytes.`));
  } else if (end !== -1) {
    client.input = input.subarray(end);
    takeRequest(client, input.subarray(0, end));
  } else if (client.phase === 'idle') {
    client.phase = 'head';
    refuseAfter(client, limits.headMs);
  }
}

/** Browsers and the reference's own client add one behind a request. */
function withoutLeadingLineBreaks(input: Buffer): Buffer {
  let at = 0;
  while (input[at] === 0x0d || input[at] === 0x0a) at++;
  return at === 0 ? input : input.subarray(at);
}

function takeRequest(client: Client, bytes: Buffer): void {
  let head: RequestHead | null = null;
  try {
    head = parseHead(bytes);
    const admission = admit(head, client.service);
    if (admission.length === 0) handle(client, head, admission, EMPTY);
    else readBody(client, { head, admission, chunks: [], missing: admission.length });
  } catch (error) {
    refuse(client, head, error);
  }
}

function readBody(client: Client, body: Body): void {
  const { input, socket, service } = client;
  client.phase = 'body';
  client.body = body;
  client.input = EMPTY;
  if (input.length < body.missing) {
    refuseAfter(client, service.limits.bodyMs);
    if (body.head.headers.get('expect')?.toLowerCase() === '100-continue')
      socket.write('HTTP/1.1 100 Continue\r\n\r\n');
  }
  fillBody(client, input);
}

function fillBody(client: Client, chunk: Buffer): void {
  const { body } = client;
  if (body === null) return;
  const taken = chunk.subarray(0, body.missing);
  body.chunks.push(taken);
  body.missing -= taken.length;
  if (body.missing > 0) return;
  client.body = null;
  client.input = chunk.subarray(taken.length);
  const bytes = body.chunks.length === 1 ? taken : Buffer.concat(body.chunks);
  handle(client, body.head, body.admission, bytes);
}

function handle(client: Client, head: RequestHead, { route, user, crossSite }: Admission, body: Buffer): void {
  client.phase = 'busy';
  clearTimeout(client.timer);
  const request: HttpRequest = { ...head, body, peer: client.peer, user, crossSite };
  answer(route, request, client.service.log)
    .then((response) => respond(client, head, response, true))
    .catch((error: unknown) => breakOff(client, head, error));
}

/** Time is up for whoever sends too slowly; who has sent nothing yet gets no answer. */
export function refuseAfter(client: Client, ms: number): void {
  after(client, ms, () => {
    if (client.phase === 'idle') endConnection(client);
    else refuse(client, null, new HttpError(408));
  });
}

/** How much a client may send ahead while it waits for a response. */
const AHEAD = 64 * 1024;
