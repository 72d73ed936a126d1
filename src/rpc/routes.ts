import { followFile } from '../http/followFile.ts';
import { HttpError } from '../http/httpError.ts';
import type { HttpResponse, Route } from '../http/types.ts';
import type { RpcContext } from './context.ts';
import { handleCall, type Message } from './handleCall.ts';
import { logOfPath } from './logTail.ts';

/** What every server answers to: calls, and logs that are followed. */
export function routesFor(context: RpcContext): Route[] {
  return [
    { path: '/RPC2', methods: ['POST'], handler: ({ body }) => answer(context, body) },
    { path: '/logtail', methods: ['GET'], handler: ({ path }) => follow(logOfPath(context.supervisor, path)) },
    { path: '/mainlogtail', methods: ['GET'], handler: () => follow(context.logfile) },
  ];
}

function answer(context: RpcContext, message: Buffer): HttpResponse | Promise<HttpResponse> {
  const body = handleCall(context, message);
  if (body === null) throw new HttpError(400);
  return body instanceof Promise ? body.then(xml) : xml(body);
}

function xml(body: Message): HttpResponse {
  return { status: 200, headers: { 'Content-Type': 'text/xml' }, body };
}

function follow(path: string | null): Promise<HttpResponse> {
  if (path === null) throw new HttpError(404);
  return followFile(path);
}
