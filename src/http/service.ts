import type { Authenticate } from './auth.ts';
import type { BrowserGuard } from './browserGuard.ts';
import { errorResponse, HttpError } from './httpError.ts';
import type { Limits } from './limits.ts';
import { bodyLength, type RequestHead } from './requestHead.ts';
import type { HttpLog, HttpRequest, HttpResponse, Route } from './types.ts';

/** Everything about a server that its connections share. */
export interface Service {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  readonly guard: BrowserGuard;
  readonly limits: Limits;
  /** Routes for probes are open to everybody. */
  readonly probes: boolean;
  readonly log: HttpLog;
}

/** A request that may go on: who answers it and how many bytes are still to come. */
export interface Admission {
  readonly route: Route;
  readonly length: number;
  readonly user: string | null;
  readonly crossSite: boolean;
}

/** Decides by the head alone, so that nobody has to be trusted with a body who has no business here. Throws HttpError. */
export function admit(head: RequestHead, service: Service): Admission {
  const { guard, authenticate, routes, limits } = service;
  const probe = probeRoute(head, service);
  if (probe !== undefined)
    return { route: probe, length: bodyLength(head, limits.bodyBytes), user: null, crossSite: false };
  const { crossSite } = guard(head);
  const user = authenticate(head.headers.get('authorization'));
  const route = routeFor(head, routes);
  return { route, length: bodyLength(head, limits.bodyBytes), user, crossSite };
}

/** The handler's answer; what it throws becomes an answer too. */
export async function answer(route: Route, request: HttpRequest, log: HttpLog): Promise<HttpResponse> {
  try {
    return await route.handler(request);
  } catch (error) {
    return failureResponse(error, request, log);
  }
}

export function failureResponse(
  error: unknown,
  { method, target }: Pick<HttpRequest, 'method' | 'target'>,
  log: HttpLog,
): HttpResponse {
  if (error instanceof HttpError) return errorResponse(error);
  log.error(`Server Error: ${method} ${target}: ${error instanceof Error ? error.stack : String(error)}`);
  return errorResponse(new HttpError(500));
}

/** What is open to everybody needs neither a password nor the guard: load balancers may look like browsers. */
function probeRoute({ path, method }: RequestHead, { routes, probes }: Service): Route | undefined {
  if (!probes) return undefined;
  return routes.find((route) => route.probe === true && route.path === path && route.methods.includes(method));
}

/** The reference's file server stands behind all other routes: it knows GET and HEAD, and here it has no files. */
function routeFor({ path, method }: RequestHead, routes: readonly Route[]): Route {
  const route = routes.find(({ path: own, match }) => (match === 'exact' ? path === own : path.startsWith(own)));
  const known = route === undefined ? method === 'GET' || method === 'HEAD' : route.methods.includes(method);
  if (!known) throw new HttpError(400);
  if (route === undefined) throw new HttpError(404);
  return route;
}
