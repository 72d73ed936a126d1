import type { InitSettings } from '../config/commandline/initOptions.ts';
import { decodeWaitStatus, signalName } from '../model/waitStatus.ts';
import type { Native, Reaped } from '../native/index.ts';
import { describeErrno } from '../util/errno.ts';
import { jobControl } from './jobControl.ts';
import { say } from './say.ts';
import type { SignalQueue } from './signals.ts';

export interface Run {
  readonly settings: InitSettings;
  readonly signals: SignalQueue;
  readonly pid: number;
  /** Attempts to start the command that failed before one did not: no orphans. */
  readonly attempts: readonly number[];
  /** The command has ended by itself, and not well; `code` is what to exit with. */
  failed(end: Reaped, code: number): void;
}

const SIGCHLD = 17;
const ESRCH = 3;

/** Forwards and reaps until the command has ended; never returns to anything after that. */
export function runCommand(native: Native, { settings, signals, pid, attempts, failed }: Run): void {
  const job = jobControl(native, pid);
  const forwarded = new Set<number>();
  signals.deliver((signal) => {
    if (signal === SIGCHLD) childrenChanged();
    else forward(signal);
  });
  childrenChanged(); // one may have ended before its SIGCHLD was ours

  function forward(signal: number): void {
    job.before();
    const sent = settings.rewrite.get(signal) ?? signal;
    if (sent === 0) return;
    forwarded.add(sent);
    const errno = native.kill(settings.group ? -pid : pid, sent);
    if (errno === 0 || errno === ESRCH) return; // it has ended: its SIGCHLD comes next
    say(native, `tsupervisord: cannot forward ${signalName(sent)} to process ${pid}: ${describeErrno(errno)}\n`);
  }

  function childrenChanged(): void {
    const ended = native.reap();
    if (settings.warnOnReap) for (const child of ended) warn(child);
    const own = ended.find((child) => child.pid === pid);
    if (own === undefined) job.childChanged();
    else over(own);
  }

  function over(own: Reaped): void {
    const code = exitCode(own.status, settings.remapExit);
    const isFailure = code !== 0 && !wasAskedFor(code, forwarded);
    if (settings.keep !== null && isFailure) failed(own, code);
    else native.exitNow(code);
  }

  function warn(child: Reaped): void {
    if (child.pid === pid || attempts.includes(child.pid)) return;
    const { description } = decodeWaitStatus(child.status);
    say(native, `tsupervisord: reaped orphan ${child.pid} (${description})\n`);
  }
}

/** As shells have it: a command that signal n has ended gives 128+n. */
export function exitCode(status: number, remapped: ReadonlySet<number>): number {
  const { code, signal } = decodeWaitStatus(status);
  const own = signal === null ? code : SIGNALLED + signal;
  return remapped.has(own) ? 0 : own;
}

const SIGNALLED = 128;

/** Once one of these has come, somebody wants the end: HUP is no such, at which many only read their files again. */
const ENDING: readonly number[] = [2, 3, 15];

function wasAskedFor(code: number, forwarded: ReadonlySet<number>): boolean {
  return forwarded.has(code - SIGNALLED) || ENDING.some((signal) => forwarded.has(signal));
}
