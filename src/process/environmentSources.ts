import {
  type FileProblem,
  problemText,
  readEnvironmentFile,
  readSecret,
  type VariablesRead,
} from '../config/environment/read.ts';
import type { ProcessConfig } from '../model/config.ts';

/** Variables that a program has from files: they are read at each start, so that a restart sees what is new. */
export interface Sources {
  readonly files: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

export const NO_SOURCES: Sources = { files: {}, secrets: {} };

type Named = Pick<ProcessConfig, 'environment_file' | 'environment_secret'>;

/** What the files say now, or why the program cannot be started with them. */
export function readSources({ environment_file, environment_secret }: Named): Sources | { readonly error: string } {
  if (environment_file.length === 0 && environment_secret.length === 0) return NO_SOURCES;
  const files = merged(environment_file.map(readEnvironmentFile));
  const secrets = merged(environment_secret.map(readSecret));
  const error = problemOf('environment_file', files.problems) ?? problemOf('environment_secret', secrets.problems);
  return error === null ? { files: files.variables, secrets: secrets.variables } : { error };
}

/** The same for showing it: what can be read, and no secret. */
export function shownSources({ environment_file, environment_secret }: Named): Sources {
  if (environment_file.length === 0 && environment_secret.length === 0) return NO_SOURCES;
  return {
    files: merged(environment_file.map(readEnvironmentFile)).variables,
    secrets: Object.fromEntries(environment_secret.map(({ name }) => [name, HIDDEN])),
  };
}

export const HIDDEN = '***';

function merged(parts: readonly VariablesRead[]): VariablesRead {
  return {
    variables: Object.fromEntries(parts.flatMap(({ variables }) => Object.entries(variables))),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function problemOf(option: string, problems: readonly FileProblem[]): string | null {
  const [first, ...others] = problems;
  if (first === undefined) return null;
  return `${option} ${problemText(first)}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}
