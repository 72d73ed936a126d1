import { setImmediate } from 'node:timers/promises';
import type { RealizeResult } from '../config/realize.ts';
import type { Servers } from '../daemon/run.ts';
import type { Supervisor } from '../daemon/supervisor.ts';
import { type HttpServer, listen } from '../http/listen.ts';
import { ListenError } from '../http/listenError.ts';
import { createConsoles } from './consoles.ts';
import type { RpcContext } from './context.ts';
import { announceInterfaces, openInterfaces } from './interfaces.ts';
import type { Method } from './method.ts';
import { routesFor } from './routes.ts';
import { createWhenChanged } from './whenChanged.ts';

/** Opens every configured server, or none: rejects with the reference's sentence. */
export async function openAll(supervisor: Supervisor, realize: () => RealizeResult, version: string): Promise<Servers> {
  const { config, log } = supervisor;
  const methods = new Map<string, Method>();
  const context: RpcContext = {
    supervisor,
    realize,
    version,
    methods,
    logfile: config.supervisord.logfile,
    whenChanged: createWhenChanged(supervisor),
  };
  const life = new AbortController();
  await openInterfaces(context, methods, life.signal);
  const consoles = createConsoles(supervisor);
  const routes = [...routesFor(context), ...consoles.routes];
  const servers: HttpServer[] = [];
  try {
    for (const server of config.servers) {
      announceInterfaces(config, log);
      servers.push(await listen(server, { routes, log }));
    }
  } catch (error) {
    life.abort();
    await closeAll(servers);
    // The sentence that people look for says little.
    if (error instanceof ListenError) log.critical(error.detail);
    throw error;
  }
  return {
    async close() {
      life.abort();
      // The last answers are on their way from their methods to their connections.
      await setImmediate();
      await consoles.close();
      await closeAll(servers);
    },
  };
}

/** For answers that their clients have not taken yet; a log that is followed has no end to wait for. */
const GRACE_MS = 200;

async function closeAll(servers: readonly HttpServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.close({ graceMs: GRACE_MS })));
}
