import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { type Entry, isMomentary, normalise, parseActivityLog } from './activityLog.ts';
import { openCapture } from './capture.ts';
import { executable, type Flavour } from './flavour.ts';
import { type Probe, probe } from './probe.ts';
import { endMarked, killMarked, markedPids, signal } from './processes.ts';
import { createSandbox, type FileSpec, MARK, type Sandbox } from './sandbox.ts';
import { waitFor } from './waitFor.ts';

export interface DaemonOptions {
  readonly flavour: Flavour;
  /** Text of `{dir}/supervisord.conf`; null writes none. `{dir}` stands for the sandbox's directory everywhere. */
  readonly config: string | null;
  /** Default `-n -c {dir}/supervisord.conf`. */
  readonly args?: readonly string[];
  readonly files?: Readonly<Record<string, FileSpec>>;
  /** Added to a small fixed environment; undefined takes a name out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** A command that runs the daemon's command line, like `unshare --pid --fork`. */
  readonly wrap?: readonly string[];
  readonly output?: 'file' | 'pipe' | 'unread pipe';
  /** Where the activity log is, if not in `{dir}/supervisord.log`. */
  readonly logfile?: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Daemon {
  readonly flavour: Flavour;
  readonly sandbox: Sandbox;
  /** Of the process that was started here: not the daemon's after it went into the background or under a wrapper. */
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly log: () => Entry[];
  /** `LEVEL text` of the activity log, normalised, without what depends on the moment. */
  readonly messages: () => string[];
  readonly signal: (name: NodeJS.Signals | number) => boolean;
  readonly exited: () => Exit | null;
  readonly waitExit: (within?: number) => Promise<Exit>;
  /** Waits for the `count`-th message that matches. */
  readonly waitLog: (pattern: RegExp, count?: number, within?: number) => Promise<Entry>;
  /** Pid of the last start of a program, by the activity log. */
  readonly programPid: (name: string) => number;
  readonly probe: (name: string, daemonPid?: number) => Probe;
  /** Every process that was started under this daemon and still exists, itself included. */
  readonly processes: () => number[];
  /** Ends the daemon and everything it started, and removes the sandbox. */
  readonly dispose: () => Promise<void>;
}

export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const sandbox = createSandbox();
  for (const [name, spec] of Object.entries(options.files ?? {})) sandbox.write(name, spec);
  if (options.config !== null) sandbox.write('supervisord.conf', options.config);
  const capture = openCapture(sandbox, options.output ?? 'file');
  const child = launch(options, sandbox, [capture.stdout, capture.stderr]);
  capture.started();
  const daemon = describe(options, sandbox, child);
  rememberForExit(sandbox.mark);
  const dispose = async (): Promise<void> => {
    await endMarked(sandbox.mark);
    capture.close();
    forget(sandbox.mark);
    sandbox.remove();
  };
  await once(child, 'spawn');
  return { ...daemon, dispose };
}

/** Runs `use` with a daemon that is gone afterwards, however that ends. */
export async function withDaemon<T>(options: DaemonOptions, use: (daemon: Daemon) => Promise<T>): Promise<T> {
  const daemon = await startDaemon(options);
  try {
    return await use(daemon);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\n--- ${options.flavour}, activity log\n${tail(daemon)}`, { cause: error });
  } finally {
    await daemon.dispose();
  }
}

function launch(options: DaemonOptions, sandbox: Sandbox, [stdout, stderr]: [number, number]): ChildProcess {
  const args = options.args ?? ['-n', '-c', '{dir}/supervisord.conf'];
  const line = [...(options.wrap ?? []), executable(options.flavour), ...args].map(sandbox.fill);
  const [file = '', ...rest] = line;
  return spawn(file, rest, {
    cwd: sandbox.fill(options.cwd ?? '{dir}'),
    env: environment(options, sandbox),
    stdio: ['ignore', stdout, stderr],
    // A session of its own: a signal from the terminal that runs the tests does not reach it.
    detached: true,
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
}

function environment({ env = {} }: DaemonOptions, sandbox: Sandbox): NodeJS.ProcessEnv {
  const base: Record<string, string | undefined> = {
    PATH: `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${dirname(process.execPath)}`,
    HOME: '/root',
    LANG: 'C.UTF-8',
    ...env,
    [MARK]: sandbox.mark,
  };
  const filled = Object.entries(base).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, sandbox.fill(value)]],
  );
  return Object.fromEntries(filled) as NodeJS.ProcessEnv;
}

function describe(options: DaemonOptions, sandbox: Sandbox, child: ChildProcess): Omit<Daemon, 'dispose'> {
  const pid = child.pid ?? 0;
  let exit: Exit | null = null;
  child.on('exit', (code, name) => {
    exit = { code, signal: name };
  });
  const log = (): Entry[] => parseActivityLog(sandbox.read(sandbox.fill(options.logfile ?? 'supervisord.log')) ?? '');
  const state = (): string => tail({ log, stderr: () => sandbox.read('stderr') ?? '' });
  const programPid = (name: string): number => lastPid(log(), name);
  const foreground = options.args === undefined || options.args.some((arg) => arg === '-n' || arg === '--nodaemon');
  const failIfOver = (): null => {
    if (exit && foreground)
      throw new Error(`the daemon has exited: ${JSON.stringify(exit)}. Its last words:\n${state()}`);
    return null;
  };
  return {
    flavour: options.flavour,
    sandbox,
    pid,
    log,
    stdout: () => sandbox.read('stdout') ?? '',
    stderr: () => sandbox.read('stderr') ?? '',
    messages: () => messagesOf(log(), sandbox.dir),
    signal: (name) => signal(pid, name),
    exited: () => exit,
    waitExit: (within = 30_000) => waitFor('exit of the daemon', () => exit, { within, state }),
    waitLog: (pattern, count = 1, within = 30_000) =>
      waitFor(`message ${count} that matches ${pattern}`, () => found(log(), pattern, count) ?? failIfOver(), {
        within,
        state,
      }),
    programPid,
    probe: (name, daemonPid = pid) => probe(programPid(name), daemonPid),
    processes: () => markedPids(sandbox.mark),
  };
}

function found(entries: readonly Entry[], pattern: RegExp, count: number): Entry | undefined {
  return entries.filter(({ text }) => pattern.test(text))[count - 1];
}

export function messagesOf(entries: readonly Entry[], dir: string): string[] {
  return entries.filter(({ text }) => !isMomentary(text)).map(({ level, text }) => `${level} ${normalise(text, dir)}`);
}

function lastPid(entries: readonly Entry[], name: string): number {
  const pids = entries.flatMap(({ text }) => {
    const match = /^spawned: '(.+?)' with pid (\d+)$/.exec(text);
    return match?.[1] === name ? [Number(match[2])] : [];
  });
  const pid = pids.at(-1);
  if (pid === undefined) throw new Error(`${name} was never spawned`);
  return pid;
}

function tail({ log, stderr }: Pick<Daemon, 'log' | 'stderr'>): string {
  const lines = log().map(({ time, level, text }) => `${time} ${level} ${text}`);
  return [...lines.slice(-25), '--- stderr', stderr().slice(-2000)].join('\n');
}

const running = new Set<string>();

function rememberForExit(mark: string): void {
  if (running.size === 0) process.once('exit', killLeftOvers);
  running.add(mark);
}

function forget(mark: string): void {
  running.delete(mark);
  if (running.size === 0) process.removeListener('exit', killLeftOvers);
}

/** The test process ends in the middle of a test (time limit): nothing of it may go on running. */
function killLeftOvers(): void {
  for (const mark of running) killMarked(mark);
}
