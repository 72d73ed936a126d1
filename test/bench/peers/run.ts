import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { markedPids, signal } from '../../helpers/processes.ts';
import { MARK, type Sandbox } from '../../helpers/sandbox.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { readStamps, type Workspace } from '../workspace.ts';

export interface Running {
  /** When it was executed, in seconds of the monotonic clock. */
  readonly born: number;
  /** Waits until the programs have noted so many times, and answers them. */
  stamps(count: number, within?: number): Promise<number[]>;
  /** The processes that are not the programs: the supervisor, its helpers, its loggers. */
  supervisors(): number[];
  /** Seconds from the signal until nothing of it is left, programs included. */
  stop(): Promise<number>;
}

export interface Start {
  readonly workspace: Workspace;
  readonly sandbox: Sandbox;
  readonly argv: readonly string[];
  readonly program: string;
  readonly stop: NodeJS.Signals;
  readonly env?: Readonly<Record<string, string>>;
  /** As the first process of a PID namespace. */
  readonly pid1?: boolean;
}

const NAMESPACE = ['/usr/bin/unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
const WITHIN = 300_000;

export const stampsOf = (sandbox: Sandbox): string => sandbox.path('stamps');

export async function start({ workspace, sandbox, argv, program, stop, env, pid1 }: Start): Promise<Running> {
  const birth = sandbox.path('birth');
  const output = openSync(sandbox.path('output'), 'a');
  const [file = '', ...args] = [...(pid1 ? NAMESPACE : []), workspace.program('launch'), birth, ...argv];
  const child = spawn(file, args, {
    env: { ...process.env, ...env, [MARK]: sandbox.mark },
    stdio: ['ignore', output, output],
    cwd: sandbox.dir,
  });
  closeSync(output);
  const ended = once(child, 'exit');
  const log = (): string => (sandbox.read('output') ?? '').slice(-2000);
  await waitFor('the start', () => sizeOf(birth) >= 8, { every: 1, state: log });
  const pids = (): number[] => markedPids(sandbox.mark);
  const supervisors = (): number[] => pids().filter((pid) => executable(pid) !== basename(program));
  return {
    born: readStamps(birth)[0] ?? 0,
    supervisors,
    async stamps(count, within = WITHIN) {
      const file = stampsOf(sandbox);
      await waitFor(`${count} times noted by the programs`, () => sizeOf(file) >= count * 8, {
        within,
        every: 5,
        state: log,
      });
      return readStamps(file);
    },
    async stop() {
      const begun = performance.now();
      signal(pid1 ? (supervisors().find((pid) => pid !== child.pid) ?? 0) : (child.pid ?? 0), stop);
      await ended;
      await waitFor('the end of everything', () => pids().length === 0, { within: WITHIN, every: 5, state: log });
      return (performance.now() - begun) / 1000;
    },
  };
}

function executable(pid: number): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return ''; // it is gone
  }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
