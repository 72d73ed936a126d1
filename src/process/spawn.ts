import { closeSync, writeSync } from 'node:fs';
import type { ProcessConfig } from '../model/config.ts';
import type { SpawnSpec } from '../native/index.ts';
import { resolveCommand } from './command.ts';
import type { ProcessContext } from './context.ts';
import { programEnvironment, searchPath } from './environment.ts';
import { readSources } from './environmentSources.ts';
import { programLimits } from './limits.ts';
import type { NotifyChannel } from './notify/channel.ts';
import {
  type OutputEnd,
  openPipes,
  openPty,
  ourEnds,
  outputsOf,
  type ProgramPipes,
  theirEnds,
} from './programPipes.ts';
import { failureMessage, forkError, setuidMessage } from './spawnFailure.ts';
import { switchTo, type UserSwitch } from './user.ts';

/** A new process, and our ends of its pipes. */
export interface Spawned {
  readonly pid: number;
  /** Null where it has something else than a pipe for its standard input. */
  readonly stdin: number | null;
  readonly outputs: readonly OutputEnd[];
}

export type SpawnAttempt = Spawned | { readonly pid?: undefined; readonly error: string; readonly status?: number };

/** Starts a program's process, on a pipe or a given socket, or says in the reference's words (`spawnerr`) why there is none. */
export function spawnProgram(
  context: ProcessContext,
  config: ProcessConfig,
  group: string,
  socket: number | null = null,
  channel: Pick<NotifyChannel, 'outfit'> | null = null,
  /** It speaks a protocol over what is its terminal. */
  plain = false,
): SpawnAttempt {
  const sources = readSources(config);
  if ('error' in sources) return sources;
  const command = resolveCommand(config.command, searchPath(context, config, sources));
  // As a shell says it.
  if (command.file === undefined) return { error: command.error, status: command.missing ? 127 : 126 };
  const pipes =
    config.pty && socket === null ? openPty(context, config, plain) : openPipes(context, config, socket === null);
  if ('error' in pipes) return pipes;
  const fds = fdsOf(pipes, socket);
  const user = config.uid === null ? STAY : switchTo(context.native, config.uid);
  const spec: SpawnSpec = {
    file: command.file,
    argv: command.argv,
    envp: programEnvironment(context, config, group, sources),
    fds,
    ...(pipes.terminal ? ON_TERMINAL : {}),
    rlimits: programLimits(context, config),
    ...settingsOf(config, user),
  };
  try {
    const result = context.native.spawn(channel?.outfit(spec) ?? spec);
    if (result.pid === undefined) {
      for (const fd of ourEnds(pipes)) closeSync(fd);
      return { error: forkError(config, result.errno) };
    }
    const failure =
      user.kind === 'refused' ? setuidMessage(config, user.reason) : failureMessage(config, command.argv, result);
    // The child's own words about itself: on its stderr, ahead of its end, as the reference's child writes them.
    if (failure !== null) writeSync(fds[2], failure);
    return { pid: result.pid, stdin: pipes.stdin?.[1] ?? null, outputs: outputsOf(pipes) };
  } finally {
    for (const fd of theirEnds(pipes)) closeSync(fd);
  }
}

function fdsOf(pipes: ProgramPipes, socket: number | null): readonly [stdin: number, stdout: number, stderr: number] {
  const stdout = pipes.stdout?.[1] ?? pipes.held ?? -1;
  return [pipes.stdin?.[0] ?? socket ?? -1, stdout, pipes.stderr?.[1] ?? stdout];
}

function settingsOf(config: ProcessConfig, user: UserSwitch): Partial<SpawnSpec> {
  return {
    ...(user.kind === 'switch' ? { credentials: user.credentials } : {}),
    ...(user.kind === 'refused' ? { giveUp: true } : {}),
    ...(config.directory === null ? {} : { cwd: config.directory }),
    ...(config.umask === null ? {} : { umask: config.umask }),
    ...(config.nice === null ? {} : { nice: config.nice }),
    ...(config.oom_score_adj === null ? {} : { oomScoreAdj: config.oom_score_adj }),
    ...(config.no_new_privileges ? NO_NEW_PRIVILEGES : {}),
  };
}

const STAY = { kind: 'stay' } as const;
const NO_NEW_PRIVILEGES = { noNewPrivileges: true } as const;
const ON_TERMINAL = { leader: 'session', controllingTerminal: true } as const;
