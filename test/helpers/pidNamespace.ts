import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { type Daemon, type DaemonOptions, withDaemon } from './daemon.ts';
import { notRoot } from './flavour.ts';
import { allPids, childrenOf, readProc, signal, statOf } from './processes.ts';
import { waitFor } from './waitFor.ts';

/** A daemon that is PID 1 of a PID namespace of its own. */
export interface Pid1 {
  readonly daemon: Daemon;
  /** Its pid as seen from outside: signals go there. */
  readonly pid: number;
  readonly signal: (name: NodeJS.Signals) => boolean;
  /** All processes of the namespace, as seen from outside. */
  readonly members: () => number[];
  readonly zombies: () => number[];
}

const WRAP = ['unshare', '--pid', '--fork', '--mount-proc'];

/** Why there can be no PID namespace here, or false. */
export const noNamespace: string | false = notRoot || reasonAgainst();

/** `wrap` stands between `unshare` and the daemon: more of its options, and a script that ends in `exec "$@"`. */
export function asPid1<T>(options: Omit<DaemonOptions, 'flavour'>, use: (pid1: Pid1) => Promise<T>): Promise<T> {
  const wrap = [...WRAP, ...(options.wrap ?? [])];
  return withDaemon({ ...options, flavour: 'ours', wrap }, async (daemon) => use(await enter(daemon)));
}

async function enter(daemon: Daemon): Promise<Pid1> {
  const init = await waitFor('the first process of the namespace', () => childrenOf(daemon.pid)[0]);
  const namespace = await waitFor('its namespace', () => namespaceOf(init.pid));
  const members = (): number[] => allPids().filter((pid) => namespaceOf(pid) === namespace);
  return {
    daemon,
    pid: init.pid,
    signal: (name) => signal(init.pid, name),
    members,
    // A zombie has no namespace any more; its parent is what still tells.
    zombies: () => childrenOf(init.pid).flatMap((child) => (child.state === 'Z' ? [child.pid] : [])),
  };
}

/** Whether the process has a handler for a signal. */
export function catches(pid: number, number: number): boolean {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) & (1n << BigInt(number - 1))) !== 0n;
}

/** The number of a PID namespace's inode; null for one that is gone or ends. */
function namespaceOf(pid: number): string | null {
  if (statOf(pid) === null) return null;
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return null;
    throw error;
  }
}

function reasonAgainst(): string | false {
  try {
    execFileSync(WRAP[0] ?? '', [...WRAP.slice(1), 'true'], { stdio: 'ignore' });
    return false;
  } catch (error) {
    return `unshare --pid is not possible here: ${error instanceof Error ? error.message : String(error)}`;
  }
}
