import type { TestContext } from 'node:test';
import { openSocket } from '../../../src/http/openSocket.ts';
import { type HttpServer, type ServeOptions, serve } from '../../../src/http/serve.ts';
import type { HttpLog, Route } from '../../../src/http/types.ts';
import type { InetServerConfig, ServerConfig } from '../../../src/model/config.ts';
import { native } from '../../../src/native/index.ts';

export interface TestServer {
  readonly server: HttpServer;
  readonly address: { readonly host: string; readonly port: number };
  /** `level: message` of everything that was logged. */
  readonly messages: readonly string[];
}

export function inetConfig(more: Partial<InetServerConfig> = {}): InetServerConfig {
  return {
    family: 'inet',
    name: null,
    section: 'inet_http_server',
    host: '127.0.0.1',
    port: 0,
    username: null,
    password: null,
    allowed_hosts: [],
    probes: false,
    ...more,
  };
}

/** Listens and serves. */
export async function listen(config: ServerConfig, options: ServeOptions): Promise<HttpServer> {
  return serve(await openSocket(config, { native, log: options.log }), options);
}

/** A server on a free port that is closed when the test is over. */
export async function startServer(
  t: TestContext,
  { config = {}, ...options }: Partial<ServeOptions> & { readonly config?: Partial<InetServerConfig> } = {},
): Promise<TestServer> {
  const { log, messages } = recordingLog();
  const server = await listen(inetConfig(config), { routes: [ECHO, FAILING], log, ...options });
  t.after(() => server.close({ graceMs: 0 }));
  const port = Number(/:(\d+)$/.exec(server.address)?.[1]);
  return { server, address: { host: '127.0.0.1', port }, messages };
}

/** Answers with what arrived. */
export const ECHO: Route = {
  path: '/RPC2',
  methods: ['POST'],
  handler: ({ method, path, query, user, peer, crossSite, body }) => ({
    status: 200,
    headers: { 'Content-Type': 'text/plain' },
    body: JSON.stringify({
      method,
      path,
      query,
      user,
      peer: peer.replace(/\d+$/, 'N'),
      crossSite,
      body: body.toString(),
    }),
  }),
};

export const FAILING: Route = {
  path: '/fail',
  methods: ['GET'],
  handler: () => Promise.reject(new Error('boom')),
};

export function recordingLog(): { readonly log: HttpLog; readonly messages: string[] } {
  const messages: string[] = [];
  const write = (level: string) => (message: string | (() => string)) => {
    messages.push(`${level}: ${typeof message === 'function' ? message() : message}`);
  };
  return {
    log: { critical: write('critical'), error: write('error'), warn: write('warn'), trace: write('trace') },
    messages,
  };
}

export function post(body: string, { path = '/RPC2', version = ' HTTP/1.1', headers = '' } = {}): string {
  return `POST ${path}${version}\r\nHost: localhost\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}
