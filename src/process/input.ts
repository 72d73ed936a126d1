import { closeSync } from 'node:fs';
import type { Native, Watch } from '../native/index.ts';

/** `full`: the program does not read and too much is waiting for it; nothing was taken. `closed`: it reads no more. */
export type InputResult = 'taken' | 'full' | 'closed';

/** Our end of a program's standard input. What the pipe does not take at once waits here; the loop never does. */
export interface Input {
  /** Takes over `parts`, all of them or none. */
  write(...parts: Uint8Array[]): InputResult;
  /** Calls `run` once nothing is waiting any more: at the next `full` it can be tried again. Also when it is closed. */
  whenRoom(run: () => void): void;
  /** Closes it behind what is waiting. */
  finish(): void;
  close(): void;
}

/** Once this much (bytes) is waiting, no more is taken. A single message may be longer. */
const MOST_WAITING = 1024 * 1024;

/** Takes over `fd`, the writing end of the program's pipe. */
export function openInput(native: Pick<Native, 'tryWrite' | 'watchWritable'>, fd: number): Input {
  let waiting: Uint8Array[] = [];
  let size = 0;
  let closed = false;
  let finishing = false;
  let watch: Watch | null = null;
  let whenIdle: (() => void)[] = [];

  function write(...parts: Uint8Array[]): InputResult {
    if (closed || finishing) return 'closed';
    const added = parts.reduce((sum, { length }) => sum + length, 0);
    if (size > 0 && size + added > MOST_WAITING) return 'full';
    const idle = size === 0;
    waiting.push(...parts);
    size += added;
    if (idle) flush();
    return closed ? 'closed' : 'taken';
  }

  function flush(): void {
    for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
      const written = chunk.length === 0 ? 0 : native.tryWrite(fd, chunk);
      if (written < 0) {
        // EPIPE; nothing else can happen to a pipe of ours, and it would not go away either.
        close();
        return;
      }
      size -= written;
      if (written < chunk.length) {
        waiting.unshift(chunk.subarray(written));
        wait();
        return;
      }
    }
    if (finishing) close();
    else tellIdle();
  }

  function tellIdle(): void {
    const told = whenIdle;
    whenIdle = [];
    for (const run of told) run();
  }

  function whenRoom(run: () => void): void {
    if (size === 0) run();
    else whenIdle.push(run);
  }

  function finish(): void {
    finishing = true;
    if (size === 0) close();
  }

  function wait(): void {
    watch ??= native.watchWritable(fd);
    watch.wait(flush);
  }

  function close(): void {
    if (closed) return;
    closed = true;
    waiting = [];
    size = 0;
    watch?.close();
    closeSync(fd);
    tellIdle();
  }

  return { write, whenRoom, finish, close };
}
