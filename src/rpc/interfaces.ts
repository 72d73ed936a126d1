import type { DaemonLog } from '../daemon/supervisor.ts';
import type { PluginConfig } from '../model/config.ts';
import { pythonRepr } from '../util/pythonRepr.ts';
import { MAIN_FACTORY } from './foreignInterfaces.ts';
import type { Method, MethodTable } from './method.ts';
import { CONFIG_INFO } from './methods/configInfo.ts';
import { DAEMON } from './methods/daemon.ts';
import { INFO } from './methods/info.ts';
import { MAIN_LOG } from './methods/mainLog.ts';
import { PROCESS_LOGS } from './methods/processLogs.ts';
import { RELOAD } from './methods/reload.ts';
import { SIGNAL } from './methods/signal.ts';
import { START } from './methods/start.ts';
import { STDIN } from './methods/stdin.ts';
import { STOP } from './methods/stop.ts';
import { SYSTEM } from './methods/system.ts';
import { TSUPERVISOR } from './methods/tsupervisor.ts';

const MAIN: MethodTable = {
  ...DAEMON,
  ...MAIN_LOG,
  ...RELOAD,
  ...START,
  ...STOP,
  ...SIGNAL,
  ...INFO,
  ...CONFIG_INFO,
  ...PROCESS_LOGS,
  ...STDIN,
};

/**
 * Everything that can be called, by full name. A section's name is its namespace: without any section there is `system`
 * alone, as in the reference. Our own methods come with the main interface.
 */
export function openInterfaces(plugins: readonly PluginConfig[], log: DaemonLog): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>();
  const add = (namespace: string, table: MethodTable): void => {
    for (const [name, method] of Object.entries(table)) methods.set(`${namespace}.${name}`, method);
  };
  for (const plugin of plugins.filter(({ factory }) => factory === MAIN_FACTORY)) {
    refuseSettings(plugin, log);
    add(plugin.name, MAIN);
    add('tsupervisor', TSUPERVISOR);
  }
  add('system', SYSTEM);
  return methods;
}

/** The reference makes them anew for each server, and says so each time. */
export function announceInterfaces(plugins: readonly PluginConfig[], log: DaemonLog): void {
  for (const { name, factory } of plugins) {
    if (factory === MAIN_FACTORY) log.info(`RPC interface ${pythonRepr(name)} initialized`);
  }
}

/** Often keys of a [DEFAULT] section, which reach every other one. */
function refuseSettings({ name, settings }: PluginConfig, log: DaemonLog): void {
  const keys = Object.keys(settings);
  if (keys.length === 0) return;
  log.warn(`[rpcinterface:${name}] has settings that ${MAIN_FACTORY} does not take: ${keys.join(', ')}`);
  throw new Error(`Could not make ${name} rpc interface`);
}
