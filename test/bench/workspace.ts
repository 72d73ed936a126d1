import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endMarked, killMarked } from '../helpers/processes.ts';
import { createSandbox, type Sandbox } from '../helpers/sandbox.ts';

/** The measured programs, compiled, and a fresh directory for each run. Everything in it ends and goes with `remove`. */
export interface Workspace {
  /** Once, before anything is used. */
  compile(): void;
  program(name: ProgramName): string;
  /** Called with a sandbox of its own; afterwards its processes are ended and its files removed. */
  use<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T>;
  /** Synchronous, for the way out after ^C. */
  abort(): void;
  remove(): void;
}

export type ProgramName = 'launch' | 'sleeper' | 'stream' | 'chatter' | 'mayfly' | 'orphans' | 'listener';

const SOURCES = fileURLToPath(new URL('./programs/', import.meta.url));

export function createWorkspace(): Workspace {
  const programs = createSandbox();
  const open = new Set<Sandbox>();
  return {
    compile: () => compileAll(programs.dir),
    program: (name) => programs.path(name),
    use: async (work) => {
      const sandbox = createSandbox();
      open.add(sandbox);
      try {
        return await work(sandbox);
      } finally {
        await endMarked(sandbox.mark);
        sandbox.remove();
        open.delete(sandbox);
      }
    },
    abort: () => open.forEach(abandon),
    remove: () => programs.remove(),
  };
}

/** Static where the C library allows it: the dynamic loader's time is not the daemon's. */
function compileAll(dir: string): void {
  for (const source of readdirSync(SOURCES).filter((name) => name.endsWith('.c'))) {
    const args = ['-O2', '-o', join(dir, source.slice(0, -2)), join(SOURCES, source)];
    try {
      execFileSync('cc', ['-static', ...args], { stdio: 'ignore' });
    } catch {
      execFileSync('cc', args, { stdio: 'inherit' }); // no static libc here: this one reports what is really wrong
    }
  }
}

function abandon(sandbox: Sandbox): void {
  // A daemon may start programs while we look for them, so until nothing is left; zombies have no environment.
  while (killMarked(sandbox.mark).length > 0);
  sandbox.remove();
}

/** The times that the programs of a run have noted so far, in seconds of the monotonic clock. */
export function readStamps(file: string): number[] {
  const bytes = readFileSync(file);
  const count = Math.floor(bytes.length / 8);
  return Array.from({ length: count }, (_, index) => Number(bytes.readBigInt64LE(index * 8)) / 1e9);
}
