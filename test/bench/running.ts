import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { childrenOf, isAlive, signal as kill, markedPids } from '../helpers/processes.ts';
import { MARK, type Sandbox } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/waitFor.ts';
import { readStamps } from './workspace.ts';

/** A contestant that runs its programs. */
export interface Running {
  readonly pid: number;
  /** When it was executed, in seconds of the monotonic clock. */
  readonly born: number;
  /** Waits until the programs have noted so many times, in that file of the sandbox, and answers them. */
  stamps(count: number, file?: string): Promise<number[]>;
  /** Of all processes that are not the programs: the supervisor, its helpers, its loggers. */
  sum(figure: (pid: number) => number): number;
  /** Asks for something every few milliseconds; whoever ends meanwhile has failed. */
  until<T>(what: string, ask: () => T | null | undefined | false, every?: number): Promise<T>;
  /** Seconds from the signal until nothing of it is left, programs included. */
  stop(): Promise<number>;
}

export interface Start {
  readonly sandbox: Sandbox;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Notes its time and becomes what follows. */
  readonly launch: string;
  readonly argv: readonly string[];
  /** The executable that is not the contestant's. */
  readonly program: string;
  readonly stop: NodeJS.Signals;
  readonly env: Readonly<Record<string, string>>;
  /** As the first process of a PID namespace. */
  readonly pid1: boolean;
}

const NAMESPACE = ['/usr/bin/unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** The signal of the turn is what ends a wait. */
const FOREVER = 1e9;

export async function start({ sandbox, signal, launch, argv, program, stop, env, pid1 }: Start): Promise<Running> {
  const birth = sandbox.path('birth');
  const child = execute([...(pid1 ? NAMESPACE : []), launch, birth, ...argv], env, sandbox);
  const ended = once(child, 'exit', { signal });
  ended.catch(() => undefined); // whoever stops it hears of it
  const log = (): string => (sandbox.read('output') ?? '').slice(-2000);
  const wait = <T>(what: string, ask: () => T | null | undefined | false, every = 5): Promise<T> =>
    waitFor(what, () => going(signal) && ask(), { within: FOREVER, every, state: log });
  const until: Running['until'] = (what, ask, every) => wait(what, () => runs(child, log) && ask(), every);
  await wait('the start', () => runs(child, log) && sizeOf(birth) >= 8, 1);
  const pid = pid1 ? await until('the namespace', () => childrenOf(pidOf(child))[0]?.pid) : pidOf(child);
  const supervisors = (): number[] =>
    markedPids(sandbox.mark).filter((each) => executable(each) !== basename(program) && !(pid1 && each === child.pid));
  return {
    pid,
    born: readStamps(birth)[0] ?? 0,
    until,
    async stamps(count, name = 'stamps') {
      const file = sandbox.path(name);
      await until(`${count} times noted in ${name}`, () => sizeOf(file) >= count * 8);
      return readStamps(file);
    },
    sum: (figure) => supervisors().reduce((total, each) => total + figure(each), 0),
    async stop() {
      const left = markedPids(sandbox.mark);
      const begun = performance.now();
      kill(pid, stop);
      await ended;
      await wait('the end of its programs', () => allGone(left) && markedPids(sandbox.mark).length === 0, 1);
      return (performance.now() - begun) / 1000;
    },
  };
}

function execute([file = '', ...args]: readonly string[], env: Start['env'], sandbox: Sandbox): ChildProcess {
  const output = openSync(sandbox.path('output'), 'a');
  const child = spawn(file, args, {
    env: { ...process.env, ...env, [MARK]: sandbox.mark },
    stdio: ['ignore', output, output],
    cwd: sandbox.dir,
  });
  closeSync(output);
  return child;
}

function going(signal: AbortSignal): true {
  signal.throwIfAborted();
  return true;
}

/** True, or throws with what it said. */
function runs({ exitCode, signalCode }: ChildProcess, log: () => string): true {
  if (exitCode === null && signalCode === null) return true;
  throw new Error(`it has ended (${exitCode ?? signalCode}) while it was measured:\n${log()}`);
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('it could not be started');
  return pid;
}

/** Looks at one that is left, not at all: thousands would be a burden for whoever is being stopped. */
function allGone(pids: number[]): boolean {
  for (let last = pids.at(-1); last !== undefined; last = pids.at(-1)) {
    if (isAlive(last)) return false;
    pids.pop();
  }
  return true;
}

function executable(pid: number): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return ''; // it is gone
    throw error;
  }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
