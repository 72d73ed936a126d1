import { createServer, type Server } from 'node:net';
import type { ServerConfig } from '../model/config.ts';
import { createAuthenticate } from './auth.ts';
import { createBrowserGuard } from './browserGuard.ts';
import { createConnections } from './connections.ts';
import { openInet, warnIfExposed } from './inetSocket.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { addressOf, cannotOpen } from './listenError.ts';
import type { Opened } from './listening.ts';
import type { Service } from './service.ts';
import type { HttpLog, Route } from './types.ts';
import { openUnix } from './unixSocket.ts';

export interface ListenOptions {
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

/**
 * Opens the servers in the given order, or none: rejects with a ListenError (whose message is the reference's) once those
 * that were open are closed again.
 */
export async function listenAll(configs: readonly ServerConfig[], options: ListenOptions): Promise<HttpServer[]> {
  const servers: HttpServer[] = [];
  try {
    for (const config of configs) servers.push(await listen(config, options));
  } catch (error) {
    await Promise.all(servers.map((server) => server.close({ graceMs: 0 })));
    throw error;
  }
  return servers;
}

/** Opens one server; rejects with a ListenError. */
export async function listen(config: ServerConfig, options: ListenOptions): Promise<HttpServer> {
  const service = await createService(config, options);
  const connections = createConnections(service);
  const server = createServer(
    { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 },
    connections.serve,
  );
  const opened = await open(server, config, service).catch((error: unknown) => {
    server.close();
    throw cannotOpen(config, error);
  });
  // What accept reports later (too many open files) passes.
  server.on('error', (error) =>
    options.log.error(`${addressOf(config)}: cannot accept a connection: ${error.message}`),
  );
  warn(config, opened, options.log);
  return {
    config,
    address: opened.address,
    connections: connections.count,
    async close({ graceMs = 1000, keepFile = false } = {}) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if (!keepFile) opened.remove();
      connections.close(graceMs);
      await closed;
    },
  };
}

function open(server: Server, config: ServerConfig, service: Service): Promise<Opened> {
  return config.family === 'unix' ? openUnix(server, config, service.log) : openInet(server, config);
}

async function createService(config: ServerConfig, { routes, log, limits }: ListenOptions): Promise<Service> {
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

function warn(config: ServerConfig, { ip }: Opened, log: HttpLog): void {
  if (config.username) return;
  log.critical(`Server '${config.section}' running without any HTTP authentication checking`);
  if (config.family === 'inet' && ip !== undefined) warnIfExposed(config, ip, log);
}
