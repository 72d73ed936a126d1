import type { Config, GroupConfig, PluginConfig } from '../model/config.ts';
import { machineOf, type Surroundings } from './context.ts';
import { createStore, type Store } from './dialect/store.ts';
import { resolveDependencies } from './load/dependencies.ts';
import { readMainFile } from './load/file.ts';
import { readGroups } from './load/groups.ts';
import { readIncludes } from './load/includes.ts';
import { inheritEnvironment } from './load/inheritEnvironment.ts';
import { type Loading, startLoading, stopAtFirst } from './load/loading.ts';
import { readPlugins } from './load/plugins.ts';
import { applyProgramDefault, programDefaults } from './load/programDefault.ts';
import { readServers, refuseOpenConsole } from './load/servers.ts';
import { readSupervisord } from './load/supervisord.ts';
import { RPCINTERFACE } from './options/others.ts';
import { ConfigError, type Problem } from './problem.ts';
import { abspath } from './python/paths.ts';

export type LoadResult =
  | {
      readonly ok: true;
      readonly config: Config;
      /** What it was made of, for `--dump-config`. */
      readonly source: Loading;
    }
  | {
      readonly ok: false;
      /** The reference's sentence. */
      readonly error: string;
      readonly problem: Problem;
    };

/**
 * Reads a daemon's configuration; a fault is an answer, not an exception. `adjust` changes what was read before anything
 * is made of it.
 */
export function loadConfig(file: string, surroundings: Surroundings, adjust?: (store: Store) => void): LoadResult {
  const loading = startLoading(file, machineOf(surroundings), createStore(), stopAtFirst);
  try {
    return { ok: true, config: readConfig(loading, adjust), source: loading };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, error: error.message, problem: error.problem };
  }
}

/** The steps in the reference's order: with several faults the first one is reported. */
function readConfig(loading: Loading, adjust?: (store: Store) => void): Config {
  const main = readMainFile(loading.store, loading.file, loading.machine.cwd);
  readIncludes(loading, main);
  adjust?.(loading.store);
  return interpret(loading);
}

/** What the sections mean once all files are read. */
export function interpret(loading: Loading): Config {
  applyProgramDefault(loading.store);
  const supervisord = readSupervisord(loading);
  const rpcinterfaces = readRpcInterfaces(loading);
  const groups = withEnvironment(readGroups(loading), supervisord.environment);
  const servers = readServers(loading);
  if (supervisord.console) refuseOpenConsole(loading, servers);
  const programs = resolveDependencies(loading, groups);
  const { warnings, infos } = loading;
  const file = abspath(loading.file, loading.machine.cwd);
  const program_default = programDefaults(loading.store);
  return { file, supervisord, servers, groups, programs, program_default, rpcinterfaces, warnings, infos };
}

function readRpcInterfaces(loading: Loading): PluginConfig[] {
  return readPlugins(loading, 'rpcinterface:', RPCINTERFACE, [loading.environ]);
}

/** The environment of `[supervisord]` below each program's own. */
function withEnvironment(groups: readonly GroupConfig[], environment: Environment): readonly GroupConfig[] {
  if (Object.keys(environment).length === 0) return groups;
  return groups.map((group) => ({
    ...group,
    processes: group.processes.map((each) => inheritEnvironment(each, environment)),
  }));
}

type Environment = Readonly<Record<string, string>>;
