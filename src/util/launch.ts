/**
 * What the launcher (first lines of dist/*.cjs, see build.mjs) found before it started Node: Node raises its own soft
 * limit of open files, a shell changes the environment, and neither may reach the programs that are started.
 */
export interface Launch {
  /** Soft RLIMIT_NOFILE as it was (-1: unlimited); null where no launcher told it. */
  readonly nofile: number | null;
}

/**
 * Takes the launcher's message out of `env` and gives `env` back what it was before the launcher's shell: a shell adds
 * variables, and drops those whose names are none of its own (`spring.datasource.url`).
 */
export function takeLaunch(env: NodeJS.ProcessEnv): Launch {
  const message = env.TSUPERVISORD_LAUNCH;
  delete env.TSUPERVISORD_LAUNCH;
  if (message === undefined) return { nofile: null };
  const [limit = '', ...before] = message.split(SEPARATOR);
  if (before.length > 0) restore(env, before);
  return { nofile: limit.trim() === 'unlimited' ? -1 : Number(limit) };
}

/** The message for a Node process that we start as the launcher would, without a shell. */
export function launchMessage({ nofile }: Launch): string | undefined {
  if (nofile === null) return undefined;
  return nofile === -1 ? 'unlimited' : String(nofile);
}

/** Stands for the NUL between variables, which no variable can hold; what follows the limit is empty where there is none. */
const SEPARATOR = '\x01';

function restore(env: NodeJS.ProcessEnv, before: readonly string[]): void {
  const original = new Map(before.filter((each) => each !== '').map(nameAndValue));
  for (const name of Object.keys(env)) if (!original.has(name)) delete env[name];
  for (const [name, value] of original) if (env[name] !== value) env[name] = value;
}

function nameAndValue(variable: string): [name: string, value: string] {
  const equals = variable.indexOf('=');
  return [variable.slice(0, equals), variable.slice(equals + 1)];
}
