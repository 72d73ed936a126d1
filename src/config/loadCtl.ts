import type { PluginConfig, SupervisorctlConfig } from '../model/config.ts';
import { type Machine, machineOf, type Surroundings } from './context.ts';
import { createStore, type Section } from './dialect/store.ts';
import type { Names } from './expand.ts';
import { readMainFile } from './load/file.ts';
import { fault, type Loading, startLoading, stopAtFirst } from './load/loading.ts';
import { readPlugins } from './load/plugins.ts';
import { readTable } from './load/table.ts';
import { CTLPLUGIN, SUPERVISORCTL } from './options/others.ts';
import { ConfigError, type Problem } from './problem.ts';
import { dirname, normalizePath } from './python/paths.ts';

export type CtlLoadResult =
  | { readonly ok: true; readonly config: SupervisorctlConfig; readonly plugins: readonly PluginConfig[] }
  | { readonly ok: false; readonly error: string; readonly problem: Problem };

/** Reads `[supervisorctl]` of a file. Included files do not count, as in the reference. */
export function loadCtlConfig(file: string, surroundings: Surroundings): CtlLoadResult {
  const machine = machineOf(surroundings);
  const loading = { ...startLoading(file, machine, createStore(), stopAtFirst), ...hereOf(file, machine) };
  try {
    readMainFile(loading.store, file, machine.cwd);
    return {
      ok: true,
      config: readCtl(loading),
      plugins: readPlugins(loading, 'ctlplugin:', CTLPLUGIN, [loading.environ]),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, error: error.message, problem: error.problem };
  }
}

function hereOf(file: string, machine: Machine): Pick<Loading, 'here' | 'hereNames'> {
  const here = dirname(normalizePath(file, machine));
  return { here, hereNames: new Map([['here', here]]) };
}

/** `serverurl` and `history_file` alone can name `%(here)s`. */
export function readCtl(loading: Loading): SupervisorctlConfig {
  const section = ctlSection(loading);
  const { serverurl, prompt, username, password, history_file } = SUPERVISORCTL;
  const plain: Names = [loading.environ];
  const withHere: Names = [loading.environ, loading.hereNames];
  return {
    ...readTable(loading, section, { serverurl }, withHere),
    ...readTable(loading, section, { prompt, username, password }, plain),
    ...readTable(loading, section, { history_file }, withHere),
  };
}

function ctlSection(loading: Loading): Section {
  const section = loading.store.sections.get('supervisorctl');
  if (section !== undefined) return section;
  fault(loading, '.ini file does not include supervisorctl section', { file: loading.file }, 'add [supervisorctl]');
  return { name: 'supervisorctl', file: loading.file, line: 0, entries: new Map() };
}
