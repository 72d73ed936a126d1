import { setImmediate } from 'node:timers/promises';
import type { Servers } from '../daemon/run.ts';
import { addressOf } from '../http/listenError.ts';
import type { ServerSocket } from '../http/openSocket.ts';
import { type HttpServer, serve } from '../http/serve.ts';
import { createConsoles } from './consoles.ts';
import type { RpcContext } from './context.ts';
import { openInterfaces } from './interfaces.ts';
import type { Method } from './method.ts';
import { routesFor } from './routes.ts';
import { createWhenChanged } from './whenChanged.ts';

/** Everything that answers clients. */
export interface Serving extends Pick<Servers, 'close'> {
  /** From now on the sockets are its own. */
  serve(sockets: readonly ServerSocket[]): Promise<void>;
}

/** Rejects with the reference's sentence where an interface cannot be made. */
export async function prepareServing(input: Omit<RpcContext, 'methods' | 'whenChanged'>): Promise<Serving> {
  const { supervisor, config } = input;
  const { log } = supervisor;
  const methods = new Map<string, Method>();
  const context: RpcContext = { ...input, methods, whenChanged: createWhenChanged(supervisor) };
  const life = new AbortController();
  await openInterfaces(context, methods, life.signal);
  const consoles = createConsoles(supervisor, config.supervisord.console);
  const routes = [...routesFor(context), ...consoles.routes];
  const servers: HttpServer[] = [];
  return {
    async serve(sockets) {
      for (const socket of sockets) {
        try {
          servers.push(await serve(socket, { routes, log }));
        } catch (error) {
          log.critical(`${addressOf(socket.config)}: nobody answers there: ${String(error)}`);
        }
      }
    },
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
