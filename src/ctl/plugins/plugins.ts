import type { PluginConfig } from '../../model/config.ts';
import type { CtlPluginApi } from '../../model/plugins.ts';
import { factoryIn } from '../../util/factory.ts';
import type { Command } from '../commands/table.ts';
import { PythonError } from '../errors.ts';
import { complain, type Session, say } from '../session.ts';

/** A command of a plug-in, with its help. */
export interface PluginCommand extends Command {
  readonly help: readonly string[];
}

/** The commands of each plug-in, by its name. */
export type Plugins = ReadonlyMap<string, ReadonlyMap<string, PluginCommand>>;

/** A factory that is JavaScript; others are Python. */
export function isOurs(configFile: string, { factory }: PluginConfig): boolean {
  return factoryIn(configFile, factory).kind === 'module';
}

const NONE: Plugins = new Map();

/** Loads the plug-ins when they are asked for first. One that cannot be loaded is said so, and is missing. */
export function createPlugins(session: Session): () => Promise<Plugins> {
  let loaded: Promise<Plugins> | null = null;
  return () => {
    loaded ??= load(session);
    return loaded;
  };
}

async function load(session: Session): Promise<Plugins> {
  const { plugins, configFile } = session.settings;
  if (plugins.length === 0 || configFile === null) return NONE;
  const { loadPlugins } = await import('./loadPlugins.ts');
  return loadPlugins(plugins, configFile, {
    warn: session.warn,
    api: (name) => createApi(session, name),
    guard: (title, run) => guard(session, title, run),
  });
}

/** What the part that is loaded later is handed: it has no error classes of its own. */
export interface PluginServices {
  readonly warn: (line: string) => void;
  readonly api: (name: string) => CtlPluginApi;
  /** Runs a command; `title` names it in messages. */
  readonly guard: (title: string, run: () => unknown) => Promise<void>;
}

function createApi(session: Session, name: string): CtlPluginApi {
  // Plug-ins call what they like; the table of methods is for our own commands.
  const call = session.call as unknown as CtlPluginApi['call'];
  return {
    name,
    serverurl: () => session.settings.serverurl,
    call,
    print: (line) => say(session, String(line)),
    warn: (line) => session.warn(String(line)),
    fail: (line, status) => complain(session, String(line), status),
    ask: async (question) => (await session.input()).read(question),
  };
}

async function guard(session: Session, title: string, run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    // Of a call that it made: shown like one of a command of our own.
    if (error instanceof PythonError) throw error;
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    complain(session, `error: ${title} failed: ${words}`);
  }
}

export async function pluginCommand(session: Session, name: string): Promise<PluginCommand | null> {
  for (const commands of (await session.plugins()).values()) {
    const command = commands.get(name);
    if (command !== undefined) return command;
  }
  return null;
}

export async function pluginCommandNames(session: Session): Promise<readonly string[]> {
  return [...(await session.plugins()).values()].flatMap((commands) => [...commands.keys()]);
}
