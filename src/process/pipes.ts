import { closeSync } from 'node:fs';
import type { Native } from '../native/index.ts';

/** Pipes between programs. Both ends stay open here, so that neither side notices when the other is started again. */
export interface Pipes {
  /** Ends for a program that is started; the pipe is made where there is none. Throws (EMFILE). */
  reading(name: string): number;
  writing(name: string): number;
  /** A program has begun, or ceased, to write to it. */
  joined(name: string): void;
  left(name: string): void;
  /** Lets the reader see the end, if nobody writes; false: somebody does, or it was ended before. */
  end(name: string): boolean;
  /** Its reader is gone for good. */
  discard(name: string): void;
}

interface Pipe {
  readonly read: number;
  /** Null: ended. */
  write: number | null;
}

export function createPipes({ pipe }: Pick<Native, 'pipe'>): Pipes {
  const pipes = new Map<string, Pipe>();
  const writers = new Map<string, number>();
  const writersOf = (name: string): number => writers.get(name) ?? 0;

  /** One whose end has been seen is of no use to anybody any more. */
  function usable(name: string): { read: number; write: number } {
    const known = pipes.get(name);
    if (known !== undefined && known.write !== null) return { read: known.read, write: known.write };
    const [read, write] = pipe();
    if (known !== undefined) closeSync(known.read);
    pipes.set(name, { read, write });
    return { read, write };
  }

  function end(name: string): boolean {
    const found = pipes.get(name);
    if (found === undefined || found.write === null || writersOf(name) > 0) return false;
    closeSync(found.write);
    found.write = null;
    return true;
  }

  return {
    reading: (name) => usable(name).read,
    writing: (name) => usable(name).write,
    joined: (name) => void writers.set(name, writersOf(name) + 1),
    left: (name) => void writers.set(name, Math.max(0, writersOf(name) - 1)),
    end,
    discard(name) {
      const found = pipes.get(name);
      if (found === undefined || writersOf(name) > 0) return;
      end(name);
      closeSync(found.read);
      pipes.delete(name);
    },
  };
}
