import type { DaemonLog } from '../daemon/supervisor.ts';
import type { PluginConfig } from '../model/config.ts';

/** The factory that every supervisord.conf names in `[rpcinterface:supervisor]`. */
export const MAIN_FACTORY = 'supervisor.rpcinterface:make_main_rpcinterface';

/** Plug-ins are Python code. A daemon without them is better than none, as long as it says so. */
export function warnOfForeign(plugins: readonly PluginConfig[], log: DaemonLog): void {
  for (const { name, factory } of plugins.filter((plugin) => plugin.factory !== MAIN_FACTORY)) {
    log.warn(
      `RPC interface '${name}' is not available: its factory ${factory} is Python code, which tsupervisord does not run. ` +
        `Clients get UNKNOWN_METHOD for ${name}.*`,
    );
  }
}
