import type { ProcessConfig } from '../model/config.ts';
import type { ProcessContext } from './context.ts';
import { NO_SOURCES, type Sources } from './environmentSources.ts';

/**
 * A program's environment, `NAME=value` each: ours, what tells a program that it is supervised (documentation,
 * "Subprocess Environment"), and the configured one, which wins.
 */
export function programEnvironment(
  context: ProcessContext,
  config: ProcessConfig,
  group: string,
  sources: Sources,
): string[] {
  const serverurl = config.serverurl ?? context.serverurl;
  const all = {
    ...context.environment,
    ...(config.user_env ? userVariables(context, config) : {}),
    SUPERVISOR_ENABLED: '1',
    ...(serverurl ? { SUPERVISOR_SERVER_URL: serverurl } : {}),
    SUPERVISOR_PROCESS_NAME: config.name,
    SUPERVISOR_GROUP_NAME: group,
    ...configured(config, sources),
  };
  return Object.entries(all)
    .filter(([name]) => !isRemoved(config, sources, name))
    .map(([name, value]) => `${name}=${value}`);
}

/** The PATH along which a bare command name is looked for; undefined: the built-in one. */
export function searchPath(context: ProcessContext, config: ProcessConfig, sources: Sources): string | undefined {
  return configured(config, sources).PATH ?? (context.environment.PATH || undefined);
}

/** An empty file in a directory of variables takes one away that comes from elsewhere. */
function isRemoved(
  { environment, environment_inherited = [] }: ProcessConfig,
  sources: Sources,
  name: string,
): boolean {
  if (sources.removed === undefined || !sources.removed.includes(name)) return false;
  return !Object.hasOwn(environment, name) || environment_inherited.includes(name);
}

type Variables = Readonly<Record<string, string>>;

/** A program's own environment wins over its files, and these over what `[supervisord]` has for all programs. */
function configured({ environment, environment_inherited }: ProcessConfig, sources: Sources): Variables {
  if (sources === NO_SOURCES) return environment;
  const own = { ...environment };
  for (const name of environment_inherited ?? []) delete own[name];
  return { ...environment, ...sources.files, ...own, ...sources.secrets };
}

/** What a login would set. */
function userVariables({ native, log }: ProcessContext, { name, uid }: ProcessConfig): Variables {
  const id = uid ?? process.getuid?.() ?? 0;
  const user = native.userById(id);
  if (user !== null) {
    return { HOME: user.home, USER: user.name, LOGNAME: user.name, SHELL: user.shell === '' ? '/bin/sh' : user.shell };
  }
  log.warn(`user_env: no user has the id ${id}; HOME, USER, LOGNAME and SHELL of ${name} stay as they are`);
  return {};
}
