import { followFile } from '../http/followFile.ts';
import { HttpError } from '../http/httpError.ts';
import type { HttpResponse, Route } from '../http/types.ts';
import type { RpcContext } from './context.ts';
import { handleCall, type Message } from './handleCall.ts';
import { logOfPath } from './logTail.ts';

/** What every server answers to: calls, logs that are followed, and machines that watch over machines. */
export function routesFor(context: RpcContext): Route[] {
  return [
    { path: '/RPC2', methods: ['POST'], handler: ({ body }) => answer(context, body) },
    { path: '/logtail', methods: ['GET'], handler: ({ path }) => follow(logOfPath(context.supervisor, path)) },
    { path: '/mainlogtail', methods: ['GET'], handler: () => follow(context.config.supervisord.logfile) },
    { path: '/ok.html', match: 'exact', methods: READING, handler: () => OK },
    { path: '/livez', match: 'exact', methods: READING, probe: true, handler: ({ query }) => live(query) },
    { path: '/readyz', match: 'exact', methods: READING, probe: true, handler: ({ query }) => ready(context, query) },
    { path: '/metrics', match: 'exact', methods: READING, handler: () => metrics(context) },
  ];
}

const READING = ['GET', 'HEAD'];

/** What load balancers ask the reference for. */
const OK: HttpResponse = { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'OK' };

/** Most daemons are never asked: the code for the answers is loaded with the first question. */
async function live(query: string): Promise<HttpResponse> {
  const { livez } = await import('./health/probes.ts');
  return livez(query);
}

async function ready({ supervisor }: RpcContext, query: string): Promise<HttpResponse> {
  const { readyz } = await import('./health/probes.ts');
  return readyz(supervisor, query);
}

async function metrics({ supervisor, version }: RpcContext): Promise<HttpResponse> {
  const { metricsPage } = await import('./metrics/page.ts');
  return metricsPage(supervisor, version);
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
