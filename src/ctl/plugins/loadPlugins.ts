import { words } from '../../config/python/text.ts';
import type { PluginConfig } from '../../model/config.ts';
import type { CtlCommand, CtlPluginFactory } from '../../model/plugins.ts';
import { factoryIn, loadFactory } from '../../util/factory.ts';
import { isCommandName } from '../commands/helpTexts.ts';
import type { PluginCommand, PluginServices, Plugins } from './plugins.ts';

export async function loadPlugins(
  plugins: readonly PluginConfig[],
  configFile: string,
  services: PluginServices,
): Promise<Plugins> {
  const loaded = new Map<string, ReadonlyMap<string, PluginCommand>>();
  for (const plugin of plugins) {
    try {
      loaded.set(plugin.name, await loadPlugin(plugin, configFile, services));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      services.warn(`Warning: [ctlplugin:${plugin.name}] is missing: ${reason}`);
    }
  }
  return loaded;
}

async function loadPlugin(
  { name, factory, settings }: PluginConfig,
  configFile: string,
  services: PluginServices,
): Promise<ReadonlyMap<string, PluginCommand>> {
  const parsed = factoryIn(configFile, factory);
  if (parsed.kind === 'python') return new Map();
  const make = (await loadFactory(parsed)) as CtlPluginFactory;
  const made: unknown = await make(services.api(name), settings);
  if (typeof made !== 'object' || made === null) throw new TypeError(`${factory} answers with no table of commands`);
  const entries = Object.entries(made).map(([command, definition]) => {
    checkCommand(command, definition);
    if (isCommandName(command))
      services.warn(`Warning: ${command} of [ctlplugin:${name}] is hidden by the built-in one`);
    return [command, commandOf(services, `${command} of [ctlplugin:${name}]`, definition)] as const;
  });
  return new Map(entries);
}

function checkCommand(name: string, definition: unknown): asserts definition is CtlCommand {
  if (!/^[A-Za-z0-9_]+$/.test(name)) throw new TypeError(`'${name}' is no name for a command: letters, digits and _`);
  const run = typeof definition === 'object' && definition !== null && 'run' in definition ? definition.run : null;
  if (typeof run !== 'function') throw new TypeError(`command ${name} is no object with a function run`);
}

function commandOf(services: PluginServices, title: string, definition: CtlCommand): PluginCommand {
  const { help = [], completes = null } = definition;
  return {
    help: typeof help === 'string' ? help.split('\n') : help.map(String),
    completes,
    run: (_session, rest) => services.guard(title, () => definition.run(words(rest), rest)),
  };
}
