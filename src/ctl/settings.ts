import type { Surroundings } from '../config/context.ts';
import { machineOf } from '../config/context.ts';
import { etcLookups } from '../config/etcLookups.ts';
import { loadCtlConfig } from '../config/loadCtl.ts';
import { normalizePath } from '../config/python/paths.ts';
import { findConfigFile } from '../config/search.ts';
import { processSurroundings } from '../config/surroundings.ts';
import type { PluginConfig } from '../model/config.ts';
import { type CommandLine, UsageError } from './commandLine.ts';
import { isOurs } from './plugins/plugins.ts';
import type { Settings } from './session.ts';

const DEFAULT_SERVER = 'http://localhost:9001';
const DEFAULT_PROMPT = 'supervisor';

export interface Loaded {
  readonly settings: Settings;
  /** For the person at the terminal. */
  readonly warnings: readonly string[];
}

/** Options before the configuration file before the defaults. Throws UsageError. */
export function loadSettings({ given, words }: CommandLine, script: string): Loaded {
  const surroundings = processSurroundings(etcLookups());
  const file = given.configuration ?? usualFile(script, surroundings);
  // An empty name means none, as in the reference.
  const { config, plugins } = file === '' ? NO_FILE : load(file, surroundings);
  const settings = {
    serverurl: given.serverurl ?? config?.serverurl ?? DEFAULT_SERVER,
    username: given.username ?? config?.username ?? null,
    password: given.password ?? config?.password ?? null,
    prompt: config?.prompt ?? DEFAULT_PROMPT,
    historyFile:
      given.history === undefined
        ? (config?.history_file ?? null)
        : normalizePath(given.history, machineOf(surroundings)),
    interactive: given.interactive !== undefined || words.length === 0,
    configFile: file === '' ? null : file,
    plugins: plugins.filter((plugin) => isOurs(file, plugin)),
  };
  return { settings, warnings: plugins.filter((plugin) => !isOurs(file, plugin)).map(pluginWarning) };
}

const NO_FILE = { config: null, plugins: [] };

function usualFile(script: string, { cwd, uid }: Surroundings): string {
  const search = findConfigFile(script, cwd, uid);
  return search.ok ? search.file : '';
}

function load(file: string, surroundings: Surroundings): Extract<ReturnType<typeof loadCtlConfig>, { ok: true }> {
  const result = loadCtlConfig(file, surroundings);
  if (!result.ok) throw new UsageError(result.error);
  return result;
}

function pluginWarning({ name, factory }: PluginConfig): string {
  return `Warning: [ctlplugin:${name}] is ignored: ${factory} is Python, which tsupervisorctl cannot run`;
}
