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
  /** Variables that are not to be there, unless its own environment has them. */
  readonly removed?: readonly string[];
}

export const NO_SOURCES: Sources = { files: {}, secrets: {} };

type Named = Pick<ProcessConfig, 'environment_file' | 'environment_secret'>;

/** What the files say now, or why the program cannot be started with them. */
export function readSources({ environment_file, environment_secret }: Named): Sources | { readonly error: string } {
  if (environment_file.length === 0 && environment_secret.length === 0) return NO_SOURCES;
  const files = merged(environment_file.map(readEnvironmentFile));
  const secrets = merged(environment_secret.map(readSecret));
  const error = problemOf('environment_file', files.problems) ?? problemOf('environment_secret', secrets.problems);
  if (error !== null) return { error };
  const { removed = [] } = files;
  return { files: files.variables, secrets: secrets.variables, ...(removed.length === 0 ? {} : { removed }) };
}

/** The same for showing it: what can be read, and no secret. */
export function shownSources({ environment_file, environment_secret }: Named): Sources {
  if (environment_file.length === 0 && environment_secret.length === 0) return NO_SOURCES;
  const { variables, removed = [] } = merged(environment_file.map(readEnvironmentFile));
  return {
    files: variables,
    ...(removed.length === 0 ? {} : { removed }),
    secrets: Object.fromEntries(environment_secret.map(({ name }) => [name, HIDDEN])),
  };
}

export const HIDDEN = '***';

function merged(parts: readonly VariablesRead[]): VariablesRead {
  const values = new Map<string, string | null>();
  for (const { variables, removed = [] } of parts) {
    for (const name of removed) values.set(name, null);
    for (const [name, value] of Object.entries(variables)) values.set(name, value);
  }
  return {
    variables: Object.fromEntries([...values].flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
    removed: [...values].flatMap(([name, value]) => (value === null ? [name] : [])),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function problemOf(option: string, problems: readonly FileProblem[]): string | null {
  const [first, ...others] = problems;
  if (first === undefined) return null;
  return `${option} ${problemText(first)}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}
