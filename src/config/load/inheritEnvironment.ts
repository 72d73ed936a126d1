import type { ProcessConfig } from '../../model/config.ts';

type Environment = Readonly<Record<string, string>>;

/** The environment of `[supervisord]` below a program's own. */
export function inheritEnvironment(process: ProcessConfig, common: Environment): ProcessConfig {
  const merged = { ...process, environment: { ...common, ...process.environment } };
  if (process.environment_file.length === 0) return merged;
  // A file of the program's own is between the two: it wins over what is said for all programs.
  const environment_inherited = Object.keys(common).filter((name) => !Object.hasOwn(process.environment, name));
  return { ...merged, environment_inherited };
}
