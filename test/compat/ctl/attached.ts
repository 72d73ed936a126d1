import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '../../helpers/waitFor.ts';
import type { Finished } from './clients.ts';

/** A client that goes on until it is told to stop. */
export interface Attached {
  /** Waits until standard output holds it. */
  seen(pattern: RegExp): Promise<void>;
  type(text: string): void;
  /** ^C. */
  interrupt(): Promise<Finished>;
  /** ^C, and no patience with a client that then waits for something else. */
  interruptHard(seen: RegExp): Promise<Finished>;
  ended(): Promise<Finished>;
}

export function attach(program: string, args: readonly string[], cwd: string): Attached {
  // Python keeps what it prints to a pipe until there is enough of it.
  const env = { ...process.env, LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1' };
  const child = spawn(program, args, { cwd, env });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const closed = closing(child, output);
  const seen = async (pattern: RegExp): Promise<void> => {
    await waitFor(`${program} ${args.join(' ')} to print ${pattern}`, () => pattern.test(output.stdout), {
      state: () => JSON.stringify(output),
    });
  };
  return {
    seen,
    interruptHard: async (pattern) => {
      child.kill('SIGINT');
      await seen(pattern);
      child.kill('SIGKILL');
      return { ...(await closed), status: null };
    },
    type: (text) => child.stdin.write(text),
    interrupt: () => {
      child.kill('SIGINT');
      return closed;
    },
    ended: () => closed,
  };
}

async function closing(child: ChildProcess, output: { stdout: string; stderr: string }): Promise<Finished> {
  const [status] = (await once(child, 'close')) as [number | null];
  return { ...output, status };
}
