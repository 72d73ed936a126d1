import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { childrenOf } from '../helpers/processes.ts';
import { MARK, type Sandbox } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/waitFor.ts';
import type { Contestant } from './contestants.ts';
import { readStamps, type Workspace } from './workspace.ts';

export interface Daemon {
  readonly pid: number;
  /** When it was executed, in seconds of the monotonic clock. */
  readonly born: number;
  /** Waits until the programs have noted so many times, and answers them. */
  stamps(count: number, within?: number): Promise<number[]>;
  log(): string;
  /** SIGTERM; answers the seconds until the daemon was gone. */
  stop(): Promise<number>;
}

export interface Setup {
  readonly contestant: Contestant;
  readonly workspace: Workspace;
  readonly sandbox: Sandbox;
  /** Program sections; `{stamps}` is the file for their times. */
  readonly programs: string;
  /** What the programs need; the reference pays for each one at each fork, so not more than that. */
  readonly minfds?: number;
  /** In a PID namespace of its own, as a container's first process. */
  readonly pid1?: boolean;
}

/** The same file for both: everything at its default except where things are written. */
const COMMON = `
[supervisord]
nodaemon = true
user = root
minfds = {minfds}
logfile = {dir}/supervisord.log
pidfile = {dir}/supervisord.pid
childlogdir = {dir}
[unix_http_server]
file = {dir}/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
`;

const NAMESPACE = ['/usr/bin/unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];

export async function startDaemon({
  contestant,
  workspace,
  sandbox,
  programs,
  minfds = 1024,
  pid1,
}: Setup): Promise<Daemon> {
  const birth = sandbox.path('birth');
  const stampFile = sandbox.path('stamps');
  const text = COMMON.replace('{minfds}', String(minfds)) + programs.replaceAll('{stamps}', stampFile);
  const config = sandbox.write('supervisord.conf', text);
  const [file = '', ...args] = [
    ...(pid1 ? NAMESPACE : []),
    ...[workspace.program('launch'), birth, contestant.file, '-n', '-c', config],
  ];
  const output = openSync(sandbox.path('output'), 'a');
  const child = spawn(file, args, {
    env: { ...process.env, [MARK]: sandbox.mark },
    stdio: ['ignore', output, output],
    cwd: sandbox.dir,
  });
  closeSync(output);
  const ended = once(child, 'exit');
  const log = (): string => sandbox.read('output') ?? '';
  const check = (): boolean => runs(child, contestant, log);
  await waitFor('the start of the daemon', () => check() && sizeOf(birth) >= 8, { every: 1, state: log });
  return {
    pid: pid1 ? await childOf(child) : pidOf(child),
    born: readStamps(birth)[0] ?? 0,
    stamps: (count, within = 300_000) => awaitStamps(stampFile, count, within, check, log),
    log,
    stop: () => stop(child, ended, pid1 === true),
  };
}

/** True, or throws with what the daemon said. */
function runs(child: ChildProcess, { title }: Contestant, log: () => string): boolean {
  if (child.exitCode === null && child.signalCode === null) return true;
  throw new Error(`${title} has ended (${child.exitCode ?? child.signalCode}) while it was measured:\n${log()}`);
}

async function awaitStamps(file: string, count: number, within: number, check: () => boolean, log: () => string) {
  const what = `${count} times noted by the programs`;
  await waitFor(what, () => check() && sizeOf(file) >= count * 8, {
    within,
    every: 10,
    state: () => log().slice(-1000),
  });
  return readStamps(file);
}

async function stop(child: ChildProcess, ended: Promise<unknown>, pid1: boolean): Promise<number> {
  const pid = pid1 ? await childOf(child) : pidOf(child);
  const begin = performance.now();
  process.kill(pid, 'SIGTERM');
  await ended;
  return (performance.now() - begin) / 1000;
}

/** unshare stays as the parent of the namespace's first process. */
async function childOf(child: ChildProcess): Promise<number> {
  return waitFor('the first process of the namespace', () => childrenOf(pidOf(child))[0]?.pid);
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the daemon could not be started');
  return pid;
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
