import type { DaemonLog } from '../daemon/supervisor.ts';
import type { Config, PluginConfig } from '../model/config.ts';
import { factoryIn } from '../util/factory.ts';
import { pythonRepr } from '../util/pythonRepr.ts';

/** The factory that every supervisord.conf names in `[rpcinterface:supervisor]`. */
export const MAIN_FACTORY = 'supervisor.rpcinterface:make_main_rpcinterface';

/** supervisor_twiddler's, which is built in. */
export const TWIDDLER_FACTORY = 'supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface';

const BUILT_IN: ReadonlySet<string> = new Set([MAIN_FACTORY, TWIDDLER_FACTORY]);

/** Other people's Python code. */
export function isForeign(configFile: string, { factory }: PluginConfig): boolean {
  return !BUILT_IN.has(factory) && factoryIn(configFile, factory).kind === 'python';
}

/** It has code that is not the daemon's own, or not always needed. */
export function isPlugin(configFile: string, plugin: PluginConfig): boolean {
  return plugin.factory !== MAIN_FACTORY && !isForeign(configFile, plugin);
}

/** A daemon without its Python plug-ins is better than none, as long as it says so. */
export function warnOfForeign({ file, rpcinterfaces }: Config, log: DaemonLog): void {
  for (const { name, factory } of rpcinterfaces.filter((plugin) => isForeign(file, plugin))) {
    log.warn(
      `RPC interface '${name}' is not available: its factory ${factory} is Python code, which tsupervisord does not run. ` +
        `Clients get UNKNOWN_METHOD for ${name}.*`,
    );
  }
}

/** Interfaces belong to servers, as in the reference: without one nobody would call them. */
export function warnOfIdle({ file, rpcinterfaces }: Config, log: DaemonLog): void {
  for (const plugin of rpcinterfaces) {
    if (!isPlugin(file, plugin)) continue;
    log.warn(
      `RPC interface '${plugin.name}' is not loaded: there is no server to call it at. ` +
        'Add a [unix_http_server] or an [inet_http_server] section',
    );
  }
}

/** The reference makes them anew for each server, and says so each time. */
export function announceInterfaces({ file, rpcinterfaces }: Config, log: DaemonLog): void {
  for (const plugin of rpcinterfaces) {
    if (!isForeign(file, plugin)) log.info(`RPC interface ${pythonRepr(plugin.name)} initialized`);
  }
}

/** Often keys of a [DEFAULT] section, which reach every other one. */
export function refuseSettings(
  { name, factory, settings }: PluginConfig,
  taken: readonly string[],
  log: DaemonLog,
): void {
  const keys = Object.keys(settings).filter((key) => !taken.includes(key));
  if (keys.length === 0) return;
  log.warn(`[rpcinterface:${name}] has settings that ${factory} does not take: ${keys.join(', ')}`);
  throw new Error(`Could not make ${name} rpc interface`);
}
