/**
 * What the launcher (first lines of dist/*.cjs, see build.mjs) found before it started Node: Node raises its own soft
 * limit of open files, and a shell sets variables of its own, and neither may reach the programs that are started.
 */
export interface Launch {
  /** Soft RLIMIT_NOFILE as it was (-1: unlimited); null where no launcher told it. */
  readonly nofile: number | null;
}

/**
 * Takes the launcher's message (the limit, then the environment as it was, a line each) out of `env` and gives the shell's variables back the values they had,
 * or none.
 */
export function takeLaunch(env: NodeJS.ProcessEnv): Launch {
  const message = env.TSUPERVISORD_LAUNCH;
  delete env.TSUPERVISORD_LAUNCH;
  if (message === undefined) return { nofile: null };
  const [limit = '', ...before] = message.split('\n');
  restore(env, before);
  return { nofile: limit === 'unlimited' ? -1 : Number(limit) };
}

/** The message for a Node process that we start as the launcher would: with `env` as it is now. */
export function launchMessage({ nofile }: Launch, env: NodeJS.ProcessEnv): string | undefined {
  if (nofile === null) return undefined;
  const lines = SHELL_VARIABLES.flatMap((name) => (env[name] === undefined ? [] : [`${name}=${env[name]}`]));
  return [nofile === -1 ? 'unlimited' : nofile, ...lines].join('\n');
}

const SHELL_VARIABLES = ['PWD', 'OLDPWD', 'SHLVL', '_'];

function restore(env: NodeJS.ProcessEnv, before: readonly string[]): void {
  for (const name of SHELL_VARIABLES) delete env[name];
  for (const line of before) {
    const [name = ''] = line.split('=', 1);
    if (SHELL_VARIABLES.includes(name)) env[name] = line.slice(name.length + 1);
  }
}
