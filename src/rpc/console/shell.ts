import { constants } from 'node:os';
import type { Supervisor } from '../../daemon/supervisor.ts';
import type { TunnelOut } from '../../http/types.ts';
import { shellStatus } from '../../process/exitOn.ts';
import { openInput } from '../../process/input.ts';
import { sessionMembers } from '../../process/sessionMembers.ts';
import type { Beside } from '../../process/spawnBeside.ts';
import type { Cancel } from '../../util/clock.ts';
import { Frame } from '../../util/frames.ts';
import { type Link, openLink } from './link.ts';

/** One shell, or command, and its client. */
export interface Shell {
  readonly link: Link;
  /** SIGHUP for all of its session; what is left of that after a while is killed. */
  hangUp(): void;
  kill(): void;
  /** Nothing of its session is left. */
  isGone(): boolean;
}

export interface ShellHandlers {
  /** It has been reaped. */
  onEnd(description: string): void;
  /** Nothing of it is to be ended any more. */
  onSettled(): void;
  /** The same, and its client has gone. */
  onOver(): void;
}

/** For what handles SIGHUP, and wants to save something. */
const HANGUP_MS = 5000;

const { SIGHUP, SIGCONT, SIGKILL } = constants.signals;

export function runShell(
  { context, clock }: Supervisor,
  { pid, input: inputFd, output, errors }: Beside,
  out: TunnelOut,
  { onEnd, onSettled, onOver }: ShellHandlers,
): Shell {
  const { native } = context;
  const input = openInput(native, inputFd);
  let running = true;
  let settled = false;
  let clientGone = false;
  let cancelKill: Cancel | null = null;
  const isTerminal = errors === null;

  const link = openLink(out, {
    input,
    resize: isTerminal ? (columns, rows) => running && native.resizeTerminal(inputFd, columns, rows) : null,
    endsInput: !isTerminal,
    onFull: () => {
      for (const pump of pumps) pump.pause();
    },
    onDrained: resume,
    onClose: () => link.fail('the daemon is ending'),
    onGone() {
      clientGone = true;
      if (running) hangUp();
      if (settled) onOver();
    },
  });
  const pumps = [pumpTo(output, Frame.DATA), ...(errors === null ? [] : [pumpTo(errors, Frame.ERRORS)])];

  function pumpTo(fd: number, type: number) {
    const handlers = { onData: (chunk: Buffer) => link.send(type, chunk), onEnd: () => undefined };
    return native.openPump(fd, { kind: 'data' }, handlers);
  }

  function resume(): void {
    if (running) for (const pump of pumps) pump.resume();
  }

  /** What it still writes is read, and goes nowhere: it must not hang there. */
  function hangUp(): void {
    resume();
    signalAll(SIGHUP, SIGCONT);
    cancelKill ??= clock.at(clock.now() + HANGUP_MS, kill);
  }

  function kill(): void {
    signalAll(SIGKILL);
    if (!running) settle();
  }

  /** Its number may be that of another session from here on. */
  function settle(): void {
    if (settled) return;
    settled = true;
    cancelKill?.();
    onSettled();
    if (clientGone) onOver();
  }

  function signalAll(...signals: readonly number[]): void {
    for (const member of sessionMembers(pid)) for (const signal of signals) native.kill(member, signal);
  }

  context.awaitExit(pid, {
    exited(exit) {
      for (const pump of pumps) {
        pump.drain();
        pump.close();
      }
      running = false;
      input.close();
      link.exit({ status: shellStatus(exit), text: exit.description });
      onEnd(exit.description);
      // Jobs that were left behind with nohup and the like stay, but not those of a client that has gone.
      if (cancelKill === null || isGone()) settle();
    },
  });

  function isGone(): boolean {
    return sessionMembers(pid).length === 0;
  }

  return { link, hangUp, kill, isGone };
}
