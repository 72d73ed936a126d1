import type { ProcessView, RpcPluginApi, Value } from '../../model/plugins.ts';
import { byPriority } from '../../process/group.ts';
import type { Process } from '../../process/process.ts';
import { parseResponse } from '../../xmlrpc/parse.ts';
import { plainValue } from './plainValue.ts';
import type { InterfaceServices } from './services.ts';

const LEVELS = ['critical', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** The daemon as a plug-in sees it. Nothing that it does with this can throw into the daemon's own work. */
export function createApi(services: InterfaceServices): RpcPluginApi {
  const { plugin, context, signal, Fault } = services;
  const { supervisor } = context;
  return {
    name: plugin.name,
    signal,
    log: createLog(services),
    // The caller says what a method answers with.
    call: async <T>(method: string, ...params: Value[]) => (await call(services, method, params)) as T,
    processes: () => byPriority(supervisor.groups.values()).flatMap((group) => [...group.processes.values()].map(view)),
    groups: () => byPriority(supervisor.groups.values()).map(({ config }) => config.name),
    onStateChange: (observer) => observe(services, observer),
    fault: (code, text) => new Fault(code, text),
  };
}

function createLog({ context, signal }: InterfaceServices): RpcPluginApi['log'] {
  const { log } = context.supervisor;
  const entries = LEVELS.map((level) => {
    // What a forgotten timer has to say after the end has no log to go to.
    const write = (message: unknown): void => (signal.aborted ? undefined : log[level](String(message)));
    return [level, write] as const;
  });
  return Object.fromEntries(entries) as RpcPluginApi['log'];
}

async function call({ answer, signal, Fault }: InterfaceServices, method: string, params: Value[]): Promise<Value> {
  if (signal.aborted) throw new Fault('SHUTDOWN_STATE');
  const sent = params.map((param, index) => plainValue(param, `parameter ${index + 1} of ${method}`));
  const message = await answer(method, sent);
  // Written and read again: what a plug-in does with it stays with the plug-in.
  return parseResponse(Buffer.from(message)).value ?? null;
}

function view({ config, group, status }: Process): ProcessView {
  const { state, pid, laststart, exitstatus, spawnerr } = status;
  const started = laststart === 0 ? null : new Date(laststart);
  return { group, name: config.name, state, pid, started, exitstatus, spawnerr };
}

function observe(
  { context, plugin, signal }: InterfaceServices,
  observer: Parameters<RpcPluginApi['onStateChange']>[0],
): () => void {
  const { supervisor } = context;
  const failed = (error: unknown): void => {
    supervisor.log.error(`RPC interface '${plugin.name}': its observer of state changes failed: ${wordsOf(error)}`);
  };
  const tell = async (change: Parameters<typeof observer>[0]): Promise<void> => {
    // In a turn of its own: it may want to start or stop the very process that is in the middle of a step.
    await Promise.resolve();
    try {
      await observer(change);
    } catch (error) {
      failed(error);
    }
  };
  const stop = supervisor.observe((change) => void tell({ ...change }));
  signal.addEventListener('abort', stop, { once: true });
  return stop;
}

/** With the lines of the plug-in that led to it; those of our own bundles say nothing to its author. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? error.message).split('\n');
  return lines.filter((line) => !/^\s+at .*(node:internal|\/rpc-[\w-]+\.cjs)/.test(line)).join('\n');
}
