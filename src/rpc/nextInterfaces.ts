import type { Config } from '../model/config.ts';
import { factoryIn, type ModuleFactory } from '../util/factory.ts';

/**
 * Why the RPC interfaces of a new configuration could not be opened, as far as can be told while the present ones are
 * in use: their JavaScript is loaded. Resolves to null if it can be; null at once: there is none.
 */
export function lookAtInterfaces({ file, servers, rpcinterfaces }: Config): Promise<string | null> | null {
  if (servers.length === 0) return null;
  const scripts = rpcinterfaces.flatMap((plugin) => {
    const factory = factoryIn(file, plugin.factory);
    return factory.kind === 'module'
      ? [{ subject: `RPC interface '${plugin.name}' (${plugin.factory})`, factory }]
      : [];
  });
  return scripts.length === 0 ? null : firstFault(scripts);
}

interface Script {
  readonly subject: string;
  readonly factory: ModuleFactory;
}

async function firstFault(scripts: readonly Script[]): Promise<string | null> {
  const { tryPlugin } = await import('./plugins/openPlugin.ts');
  for (const { subject, factory } of scripts) {
    try {
      await tryPlugin(factory);
    } catch (error) {
      return `${subject}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return null;
}
