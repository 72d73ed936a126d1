import type { RpcPluginFactory } from '../../model/plugins.ts';
import { loadFactory, type ModuleFactory } from '../../util/factory.ts';
import type { MethodTable } from '../method.ts';
import { createApi } from './api.ts';
import { checkMethod, methodOf } from './methodOf.ts';
import type { InterfaceServices } from './services.ts';

/** How long a factory may take before the daemon gives up: nothing starts until it is done. */
const LIMIT_MS = 10_000;

/** The methods of an `[rpcinterface:x]` that is a JavaScript file. Rejects with an Error that says what is wrong. */
export async function openPlugin(services: InterfaceServices, factory: ModuleFactory): Promise<MethodTable> {
  const make = (await loadFactory(factory)) as RpcPluginFactory;
  const where = `${factory.name} of ${factory.file}`;
  const made: unknown = await within(LIMIT_MS, `${where} has not answered within ${LIMIT_MS / 1000} seconds`, () =>
    make(createApi(services), services.plugin.settings),
  );
  if (typeof made !== 'object' || made === null) throw new TypeError(`${where} answers with no table of methods`);
  return Object.fromEntries(
    Object.entries(made).map(([name, definition]) => {
      checkMethod(name, definition);
      return [name, methodOf(services, name, definition)];
    }),
  );
}

/** Loads its file, and no more. Rejects as `openPlugin` does. */
export async function tryPlugin(factory: ModuleFactory): Promise<void> {
  await loadFactory(factory);
}

async function within<T>(limit: number, message: string, work: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), limit);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
