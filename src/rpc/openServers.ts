import type { RealizeResult } from '../config/realize.ts';
import type { Servers } from '../daemon/run.ts';
import type { Supervisor } from '../daemon/supervisor.ts';
import { ListenError } from '../http/listenError.ts';
import { openSockets, type ServerSocket } from '../http/openSocket.ts';
import {
  announceInterfaces,
  isPlugin,
  MAIN_FACTORY,
  refuseSettings,
  warnOfForeign,
  warnOfIdle,
} from './interfaceKinds.ts';
import { lookAtInterfaces } from './nextInterfaces.ts';
import { once, serveOnDemand } from './onDemand.ts';
import type { Serving } from './servers.ts';

/**
 * Listens for the configured servers. What answers is loaded with the first client, or once the programs have started:
 * it is a third of what the daemon consists of, and a start has better things to do.
 */
export async function openServers(
  supervisor: Supervisor,
  realize: () => RealizeResult,
  version: string,
): Promise<Servers> {
  const { config, log } = supervisor;
  warnOfForeign(config, log);
  if (config.servers.length === 0) {
    warnOfIdle(config, log);
    return { lookAhead: lookAtInterfaces, close: () => Promise.resolve() };
  }
  for (const plugin of config.rpcinterfaces) if (plugin.factory === MAIN_FACTORY) refuseSettings(plugin, [], log);
  const serving = once(async (): Promise<Serving> => {
    const { prepareServing } = await import('./servers.ts');
    return prepareServing({ supervisor, config, realize, version });
  });
  // Their code may fail, which ends the start.
  if (config.rpcinterfaces.some((plugin) => isPlugin(config.file, plugin))) await serving.get();
  const sockets = await listen(supervisor).catch(async (error: unknown) => {
    await (await serving.begun)?.close();
    throw error;
  });
  return { lookAhead: lookAtInterfaces, ...serveOnDemand(supervisor, sockets, serving) };
}

async function listen({ config, log, context: { native } }: Supervisor): Promise<readonly ServerSocket[]> {
  try {
    return await openSockets(config.servers, { native, log }, () => announceInterfaces(config, log));
  } catch (error) {
    // The sentence that people look for says little.
    if (error instanceof ListenError) log.critical(error.detail);
    throw error;
  }
}
