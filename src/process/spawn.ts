import { closeSync, writeSync } from 'node:fs';
import type { Channel } from '../logging/autoLogs.ts';
import type { ProcessConfig } from '../model/config.ts';
import type { SpawnResult, SpawnSpec, SpawnStage } from '../native/index.ts';
import { errnoName } from '../util/errno.ts';
import { resolveCommand } from './command.ts';
import type { ProcessContext } from './context.ts';
import { programEnvironment, searchPath } from './environment.ts';
import { readSources } from './environmentSources.ts';
import { limitsInWords, programLimits } from './limits.ts';
import type { NotifyChannel } from './notify/channel.ts';
import { openTerminal } from './terminal.ts';
import { switchTo } from './user.ts';

/** Our ends of a new process's pipes. */
export interface Spawned {
  readonly pid: number;
  /** Null where it has something else than a pipe for its standard input. */
  readonly stdin: number | null;
  readonly outputs: readonly { readonly channel: Channel; readonly fd: number }[];
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
  const stdout = pipes.stdout?.[1] ?? pipes.held ?? -1;
  const outputs = [stdout, pipes.stderr?.[1] ?? stdout] as const;
  const stdin = pipes.stdin?.[0] ?? socket ?? -1;
  const user = config.uid === null ? ({ kind: 'stay' } as const) : switchTo(context.native, config.uid);
  const spec: SpawnSpec = {
    file: command.file,
    argv: command.argv,
    envp: programEnvironment(context, config, group, sources),
    fds: [stdin, ...outputs],
    ...(pipes.terminal ? ON_TERMINAL : {}),
    rlimits: programLimits(context, config),
    ...(user.kind === 'switch' ? { credentials: user.credentials } : {}),
    ...(user.kind === 'refused' ? { giveUp: true } : {}),
    ...(config.directory === null ? {} : { cwd: config.directory }),
    ...(config.umask === null ? {} : { umask: config.umask }),
    ...(config.nice === null ? {} : { nice: config.nice }),
    ...(config.oom_score_adj === null ? {} : { oomScoreAdj: config.oom_score_adj }),
    ...(config.no_new_privileges ? NO_NEW_PRIVILEGES : {}),
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
    if (failure !== null) writeSync(outputs[1], failure);
    return { pid: result.pid, stdin: pipes.stdin?.[1] ?? null, outputs: outputsOf(pipes) };
  } finally {
    for (const fd of theirEnds(pipes)) closeSync(fd);
  }
}

type Pipe = readonly [read: number, write: number];

interface Pipes {
  readonly stdin: Pipe | null;
  /** Null where its standard output is `held`. */
  readonly stdout: Pipe | null;
  readonly stderr: Pipe | null;
  /** Writing end of a pipe that is not ours to close. */
  readonly held?: number;
  /** The program's ends are one terminal. */
  readonly terminal?: true;
}

const NO_NEW_PRIVILEGES = { noNewPrivileges: true } as const;
const ON_TERMINAL = { leader: 'session', controllingTerminal: true } as const;

function openPty(
  { native }: ProcessContext,
  { uid }: ProcessConfig,
  plain: boolean,
): Pipes | { readonly error: string } {
  const terminal = openTerminal(native, uid, plain);
  if ('error' in terminal) return terminal;
  const { read, write, slave } = terminal;
  return { stdin: [slave, write], stdout: [read, slave], stderr: null, terminal: true };
}

function openPipes(
  { native, pipes }: ProcessContext,
  config: ProcessConfig,
  withStdin: boolean,
): Pipes | { readonly error: string } {
  const opened: Pipe[] = [];
  const open = (): Pipe => {
    const pipe = native.pipe();
    opened.push(pipe);
    return pipe;
  };
  try {
    const held = config.stdout_pipe === null ? null : pipes.writing(config.stdout_pipe);
    return {
      stdin: withStdin ? open() : null,
      stdout: held === null ? open() : null,
      ...(held === null ? {} : { held }),
      stderr: config.redirect_stderr ? null : open(),
    };
  } catch (error) {
    for (const fd of opened.flat()) closeSync(fd);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EMFILE') return { error: `too many open files to spawn '${config.name}'` };
    return { error: `unknown error making dispatchers for '${config.name}': ${code}` };
  }
}

function ourEnds(pipes: Pipes): number[] {
  return [...(pipes.stdin === null ? [] : [pipes.stdin[1]]), ...outputsOf(pipes).map(({ fd }) => fd)];
}

/** A terminal is one end for all. */
function theirEnds({ stdin, stdout, stderr }: Pipes): Set<number> {
  return new Set([stdin?.[0], stdout?.[1], stderr?.[1]].filter((fd) => fd !== undefined));
}

function outputsOf({ stdout, stderr }: Pipes): Spawned['outputs'] {
  const outputs: { channel: Channel; fd: number }[] = [];
  if (stdout !== null) outputs.push({ channel: 'stdout', fd: stdout[0] });
  if (stderr !== null) outputs.push({ channel: 'stderr', fd: stderr[0] });
  return outputs;
}

function forkError(config: ProcessConfig, errno: number): string {
  const code = errnoName(errno);
  if (code === 'EAGAIN') return `Too many processes in process table to spawn '${config.name}'`;
  return `unknown error during fork for '${config.name}': ${code}`;
}

const NOT_SPAWNED = 'supervisor: child process was not spawned\n';

function setuidMessage(config: ProcessConfig, reason: string): string {
  return `supervisor: couldn't setuid to ${config.uid}: ${reason}\n${NOT_SPAWNED}`;
}

function failureMessage(
  config: ProcessConfig,
  argv: readonly string[],
  { failure }: Extract<SpawnResult, { pid: number }>,
): string | null {
  if (failure === undefined) return null;
  const message = STAGE_MESSAGES[failure.stage]({ config, program: argv[0] ?? '', code: errnoName(failure.errno) });
  return `supervisor: ${message}\n${NOT_SPAWNED}`;
}

interface Failure {
  readonly config: ProcessConfig;
  readonly program: string;
  readonly code: string;
}

const settingUp =
  (what: string) =>
  ({ program, code }: Failure) =>
    `couldn't set ${what} for ${program}: ${code}`;

/** The reference's own sentences where it has one. */
const STAGE_MESSAGES = {
  group: settingUp('the process group'),
  tty: settingUp('the controlling terminal'),
  fds: settingUp('the descriptors'),
  rlimits: ({ config, ...failure }) => settingUp(`the resource limits${limitsInWords(config)}`)({ config, ...failure }),
  nice: ({ config, ...failure }) => settingUp(`nice=${config.nice}`)({ config, ...failure }),
  oom: ({ config, ...failure }) => settingUp(`oom_score_adj=${config.oom_score_adj}`)({ config, ...failure }),
  privileges: settingUp('no_new_privileges'),
  umask: settingUp('the umask'),
  groups: ({ config }) => `couldn't setuid to ${config.uid}: Could not set groups of effective user`,
  gid: ({ config }) => `couldn't setuid to ${config.uid}: Could not set group id of effective user`,
  uid: ({ config, code }) => `couldn't setuid to ${config.uid}: ${code}`,
  chdir: ({ config, code }) => `couldn't chdir to ${config.directory}: ${code}`,
  exec: ({ program, code }) => `couldn't exec ${program}: ${code}`,
} satisfies Record<SpawnStage, (failure: Failure) => string>;
