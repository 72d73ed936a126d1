import { writeSync } from 'node:fs';

export const STDOUT = 1;
export const STDERR = 2;

const PAUSE_MS = 2;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all of it before it returns. Not process.stdout: loading that costs time, and what is written to a pipe through
 * it can be lost at exit.
 */
export function writeAll(fd: number, data: string | Uint8Array): void {
  let rest = typeof data === 'string' ? Buffer.from(data) : data;
  while (rest.length > 0) rest = rest.subarray(writeSome(fd, rest));
}

function writeSome(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The reader is gone: nobody is left to be told.
    if (code === 'EPIPE') process.exit(1);
    // The pipe is full, and somebody who shares it has made it non-blocking.
    if (code !== 'EAGAIN') throw error;
    Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    return 0;
  }
}
