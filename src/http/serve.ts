import { createServer, type Server } from 'node:net';
import type { ServerConfig } from '../model/config.ts';
import { createAuthenticate } from './auth.ts';
import { createBrowserGuard } from './browserGuard.ts';
import { createConnections } from './connections.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { addressOf } from './listenError.ts';
import { BACKLOG } from './listening.ts';
import type { ServerSocket } from './openSocket.ts';
import type { Service } from './service.ts';
import type { HttpLog, Route } from './types.ts';

export interface ServeOptions {
  readonly routes: readonly Route[];
  readonly log: HttpLog;
  readonly limits?: Partial<Limits>;
}

export interface HttpServer {
  readonly config: ServerConfig;
  /** The socket file, or host:port with the port that the kernel gave. */
  readonly address: string;
  readonly connections: () => number;
  /**
   * Accepts no more, removes the socket file if it is still ours, lets responses that are under way end for at most
   * `graceMs` (default 1000) and ends everything else.
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  readonly graceMs?: number;
  /** Leave the socket file: another process has taken it over. */
  readonly keepFile?: boolean;
}

/** Serves whoever has connected to the socket, and will. It belongs to the server from now on. */
export async function serve(socket: ServerSocket, options: ServeOptions): Promise<HttpServer> {
  const { config, address, remove } = socket;
  const service = await createService(config, options);
  const connections = createConnections(service);
  const server = createServer(
    { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 },
    connections.serve,
  );
  await listening(server, socket.fd);
  // What accept reports later (too many open files) passes.
  server.on('error', (error) =>
    options.log.error(`${addressOf(config)}: cannot accept a connection: ${error.message}`),
  );
  return {
    config,
    address,
    connections: connections.count,
    async close({ graceMs = 1000, keepFile = false } = {}) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if (!keepFile) remove();
      connections.close(graceMs);
      await closed;
    },
  };
}

function listening(server: Server, fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ fd, backlog: BACKLOG }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

async function createService(config: ServerConfig, { routes, log, limits }: ServeOptions): Promise<Service> {
  const host = config.family === 'inet' ? config.host : null;
  return {
    routes,
    log,
    authenticate: await createAuthenticate(config.username, config.password),
    guard: createBrowserGuard({ host, hasPassword: Boolean(config.username), allowedHosts: config.allowed_hosts }),
    probes: config.probes,
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
}
