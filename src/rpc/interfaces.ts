import type { PluginConfig } from '../model/config.ts';
import { RpcFault } from '../model/faults.ts';
import { type Factory, factoryIn } from '../util/factory.ts';
import { writeResponse } from '../xmlrpc/write.ts';
import type { RpcContext } from './context.ts';
import { isForeign, MAIN_FACTORY, refuseSettings, TWIDDLER_FACTORY } from './interfaceKinds.ts';
import { callMethod, type Method, type MethodTable } from './method.ts';
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
import type { InterfaceServices } from './plugins/services.ts';

/** The methods that Supervisor's own factory makes. */
export const MAIN: MethodTable = {
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

type Methods = Map<string, Method>;

/**
 * Fills in everything that can be called, by full name. A section's name is its namespace: without any section there is
 * `system` alone, as in the reference. Our own methods come with the main interface. Rejects with the reference's
 * sentence where an interface cannot be made.
 */
export async function openInterfaces(context: RpcContext, methods: Methods, signal: AbortSignal): Promise<void> {
  const { config } = context;
  for (const plugin of config.rpcinterfaces) {
    if (isForeign(config.file, plugin)) continue;
    if (plugin.factory === MAIN_FACTORY) add(methods, 'tsupervisor', TSUPERVISOR);
    add(methods, plugin.name, await open(context, plugin, signal));
  }
  add(methods, 'system', SYSTEM);
}

function add(methods: Methods, namespace: string, table: MethodTable): void {
  for (const [name, method] of Object.entries(table)) methods.set(`${namespace}.${name}`, method);
}

async function open(context: RpcContext, plugin: PluginConfig, signal: AbortSignal): Promise<MethodTable> {
  if (plugin.factory === MAIN_FACTORY) return MAIN;
  const { config } = context;
  const services: InterfaceServices = {
    plugin,
    context,
    signal,
    Fault: RpcFault,
    answer: async (method, params) => writeResponse(await callMethod(context, method, params)),
  };
  if (plugin.factory === TWIDDLER_FACTORY) {
    refuseSettings(plugin, ['whitelist'], context.supervisor.log);
    const { makeTwiddler } = await import('./twiddler/twiddler.ts');
    return makeTwiddler(services);
  }
  return openFile(services, factoryIn(config.file, plugin.factory));
}

async function openFile(services: InterfaceServices, factory: Factory): Promise<MethodTable> {
  const { plugin, context } = services;
  if (factory.kind === 'python') return {};
  try {
    const { openPlugin } = await import('./plugins/openPlugin.ts');
    return await openPlugin(services, factory);
  } catch (error) {
    const told = error instanceof Error ? error : new Error(String(error));
    const words = told.name === 'FactoryError' ? told.message : (told.stack ?? told.message);
    context.supervisor.log.critical(`RPC interface '${plugin.name}' (${plugin.factory}): ${words}`);
    throw new Error(`Could not make ${plugin.name} rpc interface: ${told.message}`);
  }
}
