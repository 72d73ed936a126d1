import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import type { ProgramLog } from '../logging/programLog.ts';
import type { ProcessConfig } from '../model/config.ts';
import type { ProcessExit } from '../model/waitStatus.ts';
import type { Cancel } from '../util/clock.ts';
import type { ProcessContext } from './context.ts';
import { spawnProgram } from './spawn.ts';

/** The `finish` of a program, while it runs. */
export interface Finish {
  /** SIGKILL, to all that it has started. */
  kill(): void;
}

export interface Ended {
  readonly pid: number;
  readonly exit: ProcessExit;
}

/**
 * Runs `finish` as the program itself is run; `done` comes later, once it has ended. Null: there is none, or it could
 * not be started, which has been said.
 */
export function runFinish(
  context: ProcessContext,
  config: ProcessConfig,
  group: string,
  ended: Ended,
  done: () => void,
): Finish | null {
  if (config.finish === null) return null;
  const { log, native } = context;
  const command = `${config.finish} ${ARGUMENTS[config.finish_arguments](ended, config.name).join(' ')}`;
  const plain: ProcessConfig = { ...config, command, pty: false, stdin_pipe: null };
  const attempt = spawnProgram(context, plain, group);
  if (attempt.pid === undefined) {
    log.warn(`finish of ${config.name} cannot be run: ${attempt.error}`);
    return null;
  }
  const { pid, stdin } = attempt;
  if (stdin !== null) closeSync(stdin);
  const outputs = attempt.outputs.map(({ channel, fd }) =>
    context.openOutput({ config: plain, group, channel, pid, fd, tap: null, onReady: null }),
  );
  const kill = () => void native.kill(-pid, constants.signals.SIGKILL);
  const cancel = limitTime(context, config, pid, kill);
  context.awaitExit(pid, {
    exited({ code, description }) {
      cancel?.();
      outputs.forEach(close);
      if (code !== 0) log.info(`finish of ${config.name}: ${description}`);
      done();
    },
  });
  return { kill };
}

function limitTime(
  { clock, log }: ProcessContext,
  { name, finish_timeout }: ProcessConfig,
  pid: number,
  kill: () => void,
): Cancel | null {
  if (finish_timeout === 0) return null;
  return clock.at(clock.now() + finish_timeout * 1000, () => {
    log.warn(`finish of ${name} (pid ${pid}) has run for ${finish_timeout} seconds and is killed`);
    kill();
  });
}

/** What is left in the pipe counts; who has inherited it has been told that the run is over. */
function close(output: ProgramLog): void {
  output.drain();
  output.close();
}

/** runsv(8) and s6-supervise: how a program has ended. */
const ARGUMENTS: Readonly<
  Record<ProcessConfig['finish_arguments'], (ended: Ended, name: string) => (string | number)[]>
> = {
  runit: ({ exit }) => (exit.signal === null ? [exit.code, 0] : [-1, exit.signal | (exit.coreDumped ? 0x80 : 0)]),
  s6: ({ exit, pid }, name) => [...(exit.signal === null ? [exit.code, 0] : [256, exit.signal]), name, pid],
};
