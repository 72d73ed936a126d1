import { closeSync } from 'node:fs';
import type { Channel } from '../logging/autoLogs.ts';
import type { ProcessConfig } from '../model/config.ts';
import type { ProcessContext } from './context.ts';
import { openTerminal } from './terminal.ts';

type Pipe = readonly [read: number, write: number];

/** What a program has for its standard descriptors, our ends and its own. */
export interface ProgramPipes {
  readonly stdin: Pipe | null;
  /** Null where its standard output is `held`. */
  readonly stdout: Pipe | null;
  readonly stderr: Pipe | null;
  /** Writing end of a pipe that is not ours to close. */
  readonly held?: number;
  /** The program's ends are one terminal. */
  readonly terminal?: true;
}

/** Where one of its outputs can be read. */
export interface OutputEnd {
  readonly channel: Channel;
  readonly fd: number;
}

export function openPty(
  { native }: ProcessContext,
  { uid }: ProcessConfig,
  plain: boolean,
): ProgramPipes | { readonly error: string } {
  const terminal = openTerminal(native, uid, plain);
  if ('error' in terminal) return terminal;
  const { read, write, slave } = terminal;
  return { stdin: [slave, write], stdout: [read, slave], stderr: null, terminal: true };
}

export function openPipes(
  { native, pipes }: ProcessContext,
  config: ProcessConfig,
  withStdin: boolean,
): ProgramPipes | { readonly error: string } {
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

export function ourEnds(pipes: ProgramPipes): number[] {
  return [...(pipes.stdin === null ? [] : [pipes.stdin[1]]), ...outputsOf(pipes).map(({ fd }) => fd)];
}

/** A terminal is one end for all. */
export function theirEnds({ stdin, stdout, stderr }: ProgramPipes): Set<number> {
  return new Set([stdin?.[0], stdout?.[1], stderr?.[1]].filter((fd) => fd !== undefined));
}

export function outputsOf({ stdout, stderr }: ProgramPipes): readonly OutputEnd[] {
  const outputs: OutputEnd[] = [];
  if (stdout !== null) outputs.push({ channel: 'stdout', fd: stdout[0] });
  if (stderr !== null) outputs.push({ channel: 'stderr', fd: stderr[0] });
  return outputs;
}
