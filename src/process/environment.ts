import type { ProcessConfig } from '../model/config.ts';
import type { ProcessContext } from './context.ts';

/**
 * A program's environment, `NAME=value` each: ours, what tells a program that it is supervised (documentation,
 * "Subprocess Environment"), and the configured one, which wins.
 */
export function programEnvironment(context: ProcessContext, config: ProcessConfig, group: string): string[] {
  const serverurl = config.serverurl ?? context.serverurl;
  const all = {
    ...context.environment,
    SUPERVISOR_ENABLED: '1',
    ...(serverurl ? { SUPERVISOR_SERVER_URL: serverurl } : {}),
    SUPERVISOR_PROCESS_NAME: config.name,
    SUPERVISOR_GROUP_NAME: group,
    ...config.environment,
  };
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}

/** The PATH along which a bare command name is looked for; undefined: the built-in one. */
export function searchPath(context: ProcessContext, config: ProcessConfig): string | undefined {
  return config.environment.PATH ?? (context.environment.PATH || undefined);
}
