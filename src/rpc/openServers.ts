import type { RealizeResult } from '../config/realize.ts';
import type { Servers } from '../daemon/run.ts';
import type { Supervisor } from '../daemon/supervisor.ts';
import { warnOfForeign } from './foreignInterfaces.ts';

/** Opens the configured servers; the code for them is loaded only where there are any. */
export async function openServers(
  supervisor: Supervisor,
  realize: () => RealizeResult,
  version: string,
): Promise<Servers> {
  const { servers, rpcinterfaces } = supervisor.config;
  warnOfForeign(rpcinterfaces, supervisor.log);
  if (servers.length === 0) return { close: () => Promise.resolve() };
  const { openAll } = await import('./servers.ts');
  return openAll(supervisor, realize, version);
}
