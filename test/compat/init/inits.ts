import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { OURS, ROOT } from '../../helpers/flavour.ts';
import { childrenOf, endMarked, signal } from '../../helpers/processes.ts';
import { createSandbox, MARK } from '../../helpers/sandbox.ts';
import { waitFor } from '../../helpers/waitFor.ts';

/** Command lines of one init, up to the command. */
export interface Init {
  readonly name: 'tini' | 'dumb-init' | 'ours';
  /** Signals go to the command alone. */
  readonly single: readonly string[];
  /** Signals go to its process group. */
  readonly group: readonly string[];
  readonly skip: string | false;
}

export const TINI: Init = {
  name: 'tini',
  single: ['/usr/bin/tini', '-s', '--'],
  group: ['/usr/bin/tini', '-s', '-g', '--'],
  skip: installed('/usr/bin/tini'),
};
export const DUMB_INIT: Init = {
  name: 'dumb-init',
  single: ['/usr/bin/dumb-init', '-c', '--'],
  group: ['/usr/bin/dumb-init', '--'],
  skip: installed('/usr/bin/dumb-init'),
};
export const OUR_INIT: Init = { name: 'ours', single: [OURS, '--'], group: [OURS, '--group', '--'], skip: false };
export const INITS = [TINI, DUMB_INIT, OUR_INIT] as const;

function installed(file: string): string | false {
  return existsSync(file) ? false : `${file} is not installed (apt-get install ${file.split('/').pop()})`;
}

/** Makes the init process 1 of a namespace of its own. */
export const PID1 = ['unshare', '--pid', '--fork', '--mount-proc'] as const;

const sandbox = createSandbox();
after(async () => {
  await endMarked(sandbox.mark);
  sandbox.remove();
});

export const dir = sandbox.dir;
export const write = sandbox.write;
/** In the environment of whatever is to be gone in the end. */
export const mark = { [MARK]: sandbox.mark };

/** The program of probe.c. */
export const PROBE = join(dir, 'probe');
execFileSync(process.env.CC || 'cc', ['-O1', join(ROOT, 'test/compat/init/probe.c'), '-o', PROBE]);

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** Of the process that was started here: `unshare` or the init itself. */
  readonly pid: number;
  readonly stdin: ChildProcess['stdin'];
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits for text on standard output. */
  readonly says: (text: string | RegExp) => Promise<void>;
  readonly ended: () => Promise<Ended>;
}

/** Text is latin-1, a character a byte. */
export function start(argv: readonly string[], { env = {} }: { env?: Record<string, string> } = {}): Running {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH ?? '', [MARK]: sandbox.mark, ...env },
    cwd: dir,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = [collect(child.stdout), collect(child.stderr)] as const;
  const end = once(child, 'close');
  const [stdout, stderr] = output;
  return {
    pid: child.pid ?? 0,
    stdin: child.stdin,
    stdout,
    stderr,
    says: async (text) => {
      const is = (): boolean => (typeof text === 'string' ? stdout().includes(text) : text.test(stdout()));
      await waitFor(`${text} on standard output`, is, { state: () => `${stdout()}\n${stderr()}` });
    },
    ended: async () => {
      const [status, signal] = (await end) as [number | null, NodeJS.Signals | null];
      return { status, signal, stdout: stdout(), stderr: stderr() };
    },
  };
}

/** Runs it with an empty standard input. */
export async function run(argv: readonly string[], options: { env?: Record<string, string> } = {}): Promise<Ended> {
  const running = start(argv, options);
  running.stdin?.end();
  return running.ended();
}

/** The first process of the namespace that `start([...PID1, ...])` made, as seen from outside. */
export function firstOf({ pid }: Running): Promise<number> {
  return waitFor('the first process of the namespace', () => childrenOf(pid)[0]?.pid);
}

/** Ends a namespace and all in it. */
export async function kill(running: Running): Promise<void> {
  signal(await firstOf(running), 'SIGKILL');
  await running.ended();
}

function collect(stream: ChildProcess['stdout']): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('latin1');
}
