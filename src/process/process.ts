import { getSystemErrorName } from 'node:util';
import type { ProgramLog } from '../logging/programLog.ts';
import type { ProcessConfig } from '../model/config.ts';
import type { ProcessExit } from '../model/waitStatus.ts';
import type { Cancel } from '../util/clock.ts';
import { clearClosedLogs } from './clearLogs.ts';
import { type Command, resolveCommand } from './command.ts';
import type { ProcessContext } from './context.ts';
import { searchPath } from './environment.ts';
import { type Input, type InputResult, openInput } from './input.ts';
import { type Effect, type ProcessEvent, step } from './machine.ts';
import { spawnProgram } from './spawn.ts';
import { INITIAL_STATUS, type ProcessStatus } from './status.ts';

/** How long after a process's end its output is still read where a descendant holds on to the pipe. */
const LINGER_MS = 5000;

/** One supervised process: its status, and the executor that performs what the state machine asks for. */
export interface Process {
  readonly config: ProcessConfig;
  readonly group: string;
  readonly status: ProcessStatus;
  start(): void;
  stop(): void;
  /** What a start would run now, or why it could not. */
  command(): Command;
  /** Takes a step that is due already without waiting for the event loop. */
  settle(): void;
  /** To its standard input. */
  write(bytes: Uint8Array): InputResult;
  /** Shutdown: no more tries of a program in BACKOFF. */
  giveUp(): void;
  /** kill(2) for the process alone, whatever it does to it: 0 or errno. */
  signal(signal: number): number;
  reopenLogs(): void;
  /** Empties its logs, running or not: 0, or the errno for which one could not be. */
  clearLogs(): number;
  /** Closes every log and pipe; nothing of it is used afterwards. */
  close(): void;
}

interface Run {
  readonly stdin: Input;
  readonly outputs: readonly ProgramLog[];
}

export function createProcess(context: ProcessContext, written: ProcessConfig, group: string): Process {
  const config = context.prepareLogs(written);
  let status = INITIAL_STATUS;
  let run: Run | null = null;
  let cancelTimer: Cancel | null = null;
  let timerDue: number | null = null;
  const lingering = new Set<ProgramLog>();
  const queue: ProcessEvent[] = [];
  let working = false;

  /** Events that effects give rise to wait until the effects of the one before are done. */
  function handle(event: ProcessEvent): void {
    queue.push(event);
    if (working) return;
    working = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) advance(next);
    } finally {
      working = false;
    }
  }

  function advance(event: ProcessEvent): void {
    const { clock } = context;
    const moment = { now: clock.now(), wall: clock.wall(), mayStart: context.mayStart() };
    const after = step(config, status, event, moment);
    status = after.status;
    armTimer();
    for (const effect of after.effects) perform(effect);
  }

  function armTimer(): void {
    if (status.dueAt === timerDue) return;
    cancelTimer?.();
    timerDue = status.dueAt;
    cancelTimer = timerDue === null ? null : context.clock.at(timerDue, onTimer);
  }

  function onTimer(): void {
    timerDue = null;
    cancelTimer = null;
    handle({ type: 'timer' });
  }

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'log':
        context.log[effect.level](effect.message);
        return;
      case 'announce':
        context.onStateChange({ process: config.name, group, ...announcement(effect) });
        return;
      case 'kill':
        kill(effect.signal, effect.asGroup);
        return;
      case 'spawn':
        spawn();
        return;
    }
  }

  function spawn(): void {
    const attempt = spawnProgram(context, config, group);
    if (attempt.pid === undefined) {
      handle({ type: 'spawnFailed', message: attempt.error });
      return;
    }
    const { pid } = attempt;
    context.awaitExit(pid, exited);
    const outputs = attempt.outputs.map(({ channel, fd }) => context.openOutput({ config, group, channel, pid, fd }));
    run = { stdin: openInput(context.native, attempt.stdin), outputs };
    handle({ type: 'spawned', pid });
  }

  function exited(exit: ProcessExit): void {
    endRun();
    handle({ type: 'exited', exit });
  }

  function kill(signal: number, asGroup: boolean): void {
    const errno = context.native.kill(asGroup ? -status.pid : status.pid, signal);
    if (errno === 0) return;
    const error = getSystemErrorName(-errno);
    handle({ type: 'killFailed', signal, error, gone: error === 'ESRCH' });
  }

  function endRun(): void {
    if (run === null) return;
    run.stdin.close();
    for (const output of run.outputs) {
      if (output.drain()) output.close();
      else linger(output);
    }
    run = null;
  }

  /** A descendant holds the pipe: the state does not wait for it, its last words are not lost either. */
  function linger(output: ProgramLog): void {
    lingering.add(output);
    context.clock.at(context.clock.now() + LINGER_MS, () => {
      if (lingering.delete(output)) output.close();
    });
  }

  function openOutputs(): ProgramLog[] {
    return [...(run?.outputs ?? []), ...lingering];
  }

  return {
    config,
    group,
    get status() {
      return status;
    },
    start: () => handle({ type: 'start' }),
    stop: () => handle({ type: 'stop' }),
    command: () => resolveCommand(config.command, searchPath(context, config)),
    settle() {
      if (status.dueAt !== null && status.dueAt <= context.clock.now()) handle({ type: 'timer' });
    },
    write: (bytes) => run?.stdin.write(bytes) ?? 'closed',
    giveUp: () => handle({ type: 'giveUp' }),
    signal: (signal) => context.native.kill(status.pid, signal),
    reopenLogs() {
      for (const output of openOutputs()) output.reopen();
    },
    clearLogs() {
      if (run === null) return clearClosedLogs(config);
      return openOutputs().reduce((errno, output) => output.clear() || errno, 0);
    },
    close() {
      cancelTimer?.();
      run?.stdin.close();
      for (const output of openOutputs()) output.close();
      run = null;
      lingering.clear();
    },
  };
}

function announcement({ from, to, expected, backoff, pid }: Extract<Effect, { type: 'announce' }>) {
  return { from, to, expected, tries: backoff, pid };
}
