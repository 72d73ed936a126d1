import type { Machine } from '../config/context.ts';
import { createStore } from '../config/dialect/store.ts';
import { environmentNames } from '../config/expand.ts';
import { readMainFile } from '../config/load/file.ts';
import { type Loading, readOption, startLoading, stopAtFirst } from '../config/load/loading.ts';
import { readPlugins } from '../config/load/plugins.ts';
import { CTLPLUGIN, SUPERVISORCTL } from '../config/options/others.ts';
import { ConfigError, NOWHERE } from '../config/problem.ts';
import type { SupervisorctlConfig } from '../model/config.ts';

export interface CtlConfig extends SupervisorctlConfig {
  readonly warnings: readonly string[];
}

export function loadCtlConfig(file: string, machine: Machine): CtlConfig {
  const loading = startLoading(file, machine, createStore(), stopAtFirst);
  readMainFile(loading.store, file, machine.cwd);
  return { ...readSection(loading), warnings: pluginWarnings(loading) };
}

function readSection(loading: Loading): SupervisorctlConfig {
  const section = loading.store.sections.get('supervisorctl');
  if (section === undefined) {
    const message = '.ini file does not include supervisorctl section';
    throw new ConfigError(message, {
      ...NOWHERE,
      severity: 'error',
      file: loading.file,
      message,
      hint: 'add [supervisorctl]',
    });
  }
  const env = environmentNames(loading.machine.env);
  const here = new Map([['here', loading.here]]);
  return {
    serverurl: readOption(loading, section, 'serverurl', SUPERVISORCTL.serverurl, [env, here]),
    prompt: readOption(loading, section, 'prompt', SUPERVISORCTL.prompt, [env]),
    username: readOption(loading, section, 'username', SUPERVISORCTL.username, [env]),
    password: readOption(loading, section, 'password', SUPERVISORCTL.password, [env]),
    history_file: readOption(loading, section, 'history_file', SUPERVISORCTL.history_file, [env, here]),
  };
}

function pluginWarnings(loading: Loading): string[] {
  return readPlugins(loading, 'ctlplugin:', CTLPLUGIN, [loading.environ]).map(
    ({ name, factory }) =>
      `Warning: [ctlplugin:${name}] is ignored: ${factory} is Python, which tsupervisorctl cannot run`,
  );
}
