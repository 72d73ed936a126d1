import { closeSync, constants, openSync } from 'node:fs';
import type { Native } from '../native/index.ts';
import { errnoOf } from '../util/errno.ts';
import { type Console, createConsole } from './console.ts';
import type { Report } from './outage.ts';

export interface ConsolesOptions {
  readonly native: Pick<Native, 'tryWrite' | 'watchWritable'>;
  readonly report: Report;
  /** Bytes that may wait for each reader. Default 1 MiB. */
  readonly limit?: number;
}

/** The daemon's own descriptors: one queue each, however many logs name it. */
export interface Consoles {
  get(fd: number): Console;
  /**
   * A FIFO, a terminal or another special file: one queue, shared by all who have it open. The last `close` leaves its
   * reader some time for what still waits.
   */
  open(path: string): Console;
  /** Resolves when all of them have been written, or after `deadline` milliseconds. */
  flush(deadline: number): Promise<void>;
}

export function createConsoles(options: ConsolesOptions): Consoles {
  const shared = new Map<number, Console>();
  const opened = new Map<string, Opened>();

  function get(fd: number): Console {
    const console = shared.get(fd) ?? createConsole({ ...options, source: inherited(fd) });
    shared.set(fd, console);
    return console;
  }

  function open(path: string): Console {
    const entry = opened.get(path) ?? { console: createConsole({ ...options, source: special(path) }), users: 0 };
    opened.set(path, entry);
    entry.users++;
    return { ...entry.console, close: once(() => void release(path, entry)) };
  }

  async function release(path: string, entry: Opened): Promise<void> {
    entry.users--;
    if (entry.users > 0) return;
    await entry.console.flush(LINGER_MS);
    if (entry.users > 0 || opened.get(path) !== entry) return;
    opened.delete(path);
    entry.console.close();
  }

  async function flush(deadline: number): Promise<void> {
    const all = [...shared.values(), ...[...opened.values()].map((entry) => entry.console)];
    await Promise.all(all.map((console) => console.flush(deadline)));
  }

  return { get, open, flush };
}

interface Opened {
  readonly console: Console;
  users: number;
}

const LINGER_MS = 10_000;

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}

const NAMES: Readonly<Record<number, string>> = { 1: '/dev/stdout', 2: '/dev/stderr' };

/** Never closed: other logs and the programs' own start-up messages use it too. */
function inherited(fd: number) {
  return { name: NAMES[fd] ?? `/dev/fd/${fd}`, open: () => fd, close: () => undefined };
}

/** O_NONBLOCK: a FIFO that nobody reads gives ENXIO instead of stopping the daemon. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOCTTY;

function special(path: string) {
  return {
    name: path,
    close: closeSync,
    open() {
      try {
        return openSync(path, FLAGS);
      } catch (error) {
        return -errnoOf(error);
      }
    },
  };
}
