import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import type { ProcessConfig } from '../model/config.ts';
import type { ProcessExit } from '../model/waitStatus.ts';
import { errnoName } from '../util/errno.ts';
import { resolveCommand } from './command.ts';
import type { ProcessContext } from './context.ts';
import { programEnvironment, searchPath } from './environment.ts';
import { readSources } from './environmentSources.ts';
import { switchTo } from './user.ts';

/** A command that runs beside a program. */
export interface Aside {
  readonly exit: Promise<ProcessExit>;
  /** SIGKILL, to all that it has started. */
  kill(): void;
}

/** Runs a command as the program itself would be run: its user, directory and environment; nobody hears what it says. */
export function runAside(
  context: ProcessContext,
  config: ProcessConfig,
  group: string,
  commandLine: string,
): Aside | { readonly error: string } {
  const sources = readSources(config);
  if ('error' in sources) return sources;
  const command = resolveCommand(commandLine, searchPath(context, config, sources));
  if (command.file === undefined) return { error: command.error };
  const user = config.uid === null ? ({ kind: 'stay' } as const) : switchTo(context.native, config.uid);
  if (user.kind === 'refused') return { error: user.reason };
  const nothing = openSync('/dev/null', 'r+');
  try {
    const result = context.native.spawn({
      file: command.file,
      argv: command.argv,
      envp: programEnvironment(context, config, group, sources),
      fds: [nothing, nothing, nothing],
      rlimits: context.rlimits,
      ...(user.kind === 'switch' ? { credentials: user.credentials } : {}),
      ...(config.directory === null ? {} : { cwd: config.directory }),
      ...(config.umask === null ? {} : { umask: config.umask }),
    });
    if (result.pid === undefined) return { error: `cannot be started: ${errnoName(result.errno)}` };
    return follow(context, result.pid);
  } finally {
    closeSync(nothing);
  }
}

function follow(context: ProcessContext, pid: number): Aside {
  let running = true;
  const exit = new Promise<ProcessExit>((resolve) => {
    context.awaitExit(pid, {
      exited(ended) {
        running = false;
        resolve(ended);
      },
    });
  });
  return {
    exit,
    kill() {
      if (running) context.native.kill(-pid, constants.signals.SIGKILL);
    },
  };
}
