import type { RealizeResult } from '../config/realize.ts';
import type { Servers } from '../daemon/run.ts';
import type { Supervisor } from '../daemon/supervisor.ts';
import { warnOfForeign, warnOfIdle } from './foreignInterfaces.ts';

/** Opens the configured servers; the code for them is loaded only where there are any. */
export async function openServers(
  supervisor: Supervisor,
  realize: () => RealizeResult,
  version: string,
): Promise<Servers> {
  const { config, log } = supervisor;
  warnOfForeign(config, log);
  if (config.servers.length === 0) {
    warnOfIdle(config, log);
    return { close: () => Promise.resolve() };
  }
  const { openAll } = await import('./servers.ts');
  return openAll(supervisor, realize, version);
}
