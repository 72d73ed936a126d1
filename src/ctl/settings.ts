import { machineOf } from '../config/context.ts';
import { etcLookups } from '../config/etcLookups.ts';
import { reachable } from '../config/files.ts';
import { ConfigError } from '../config/problem.ts';
import { normalizePath } from '../config/python/paths.ts';
import { processSurroundings } from '../config/surroundings.ts';
import { type CommandLine, UsageError } from './commandLine.ts';
import { defaultConfigPlaces } from './configPlaces.ts';
import { type CtlConfig, loadCtlConfig } from './ctlConfig.ts';
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
  const machine = machineOf(processSurroundings(etcLookups()));
  const file = given.configuration ?? defaultConfigPlaces(script).find((place) => reachable(place)) ?? '';
  // An empty name means none, as in the reference.
  const config = file === '' ? null : load(file);
  return {
    settings: {
      serverurl: given.serverurl ?? config?.serverurl ?? DEFAULT_SERVER,
      username: given.username ?? config?.username ?? null,
      password: given.password ?? config?.password ?? null,
      prompt: config?.prompt ?? DEFAULT_PROMPT,
      historyFile: given.history === undefined ? (config?.history_file ?? null) : normalizePath(given.history, machine),
      interactive: given.interactive !== undefined || words.length === 0,
      configFile: file === '' ? null : file,
    },
    warnings: config?.warnings ?? [],
  };

  function load(path: string): CtlConfig {
    try {
      return loadCtlConfig(path, machine);
    } catch (error) {
      throw error instanceof ConfigError ? new UsageError(error.message) : error;
    }
  }
}
