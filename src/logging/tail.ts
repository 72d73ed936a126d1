import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoName, errnoOf } from '../util/errno.ts';
import { leadingContinuation, trailingIncomplete } from '../util/utf8.ts';

/** The names of the RPC faults that `readLog` ends in. */
export type ReadFault = 'BAD_ARGUMENTS' | 'FAILED' | 'NO_FILE';

export type ReadResult = { readonly text: string } | { readonly fault: ReadFault };

/**
 * `length` bytes from `offset`; length 0: all from there; a negative offset (with length 0): that many from the end.
 * A character that a border cuts belongs to the part in which it starts (the reference answers with an error), so up
 * to three bytes more than asked for may come; bytes that are no UTF-8 become U+FFFD.
 */
export function readLog(path: string, offset: number, length: number): ReadResult {
  if (length < 0 || (offset < 0 && length !== 0)) return withFile(path, () => ({ fault: 'BAD_ARGUMENTS' }));
  return withFile(path, (fd, size) => {
    const from = offset < 0 ? Math.max(size + offset, 0) : offset;
    const to = length === 0 ? size : Math.min(from + length, size);
    return to - from > LARGEST ? { fault: 'FAILED' } : { text: readText(fd, from, to, size).text };
  });
}

export interface Tail {
  readonly text: string;
  /** Where the next call should go on. */
  readonly offset: number;
  /** The log has grown beyond what was asked for, so that something was skipped. */
  readonly overflow: boolean;
}

/**
 * The reference's tailFile: up to `length` bytes at the end of the log, for a client that has read up to `offset`.
 * A character whose end is not written yet is left for the next call; the returned offset is before it then.
 */
export function tailLog(path: string, offset: number, length: number): Tail {
  let tail: Tail = { text: '', offset, overflow: false };
  withFile(path, (fd, size) => {
    const overflow = size > offset + length;
    const wanted = tailRange(overflow ? size - 1 : offset, length, size);
    const from = Math.max(wanted.from, wanted.to - LARGEST);
    const { text, end } = readText(fd, from, wanted.to, size);
    tail = { text, offset: wanted.from < wanted.to && wanted.to === size ? end : size, overflow };
    return { text };
  });
  return tail;
}

/** The arithmetic of the reference, surprises included: see the table in the tests. */
function tailRange(offset: number, length: number, size: number): { from: number; to: number } {
  let count = length;
  let from = offset;
  if (from + count > size) {
    if (from > size - 1) count = 0;
    from = size - count;
  }
  from = Math.max(from, 0);
  count = Math.max(count, 0);
  return { from, to: Math.min(from + count, size) };
}

const MISSING = new Set(['ENOENT', 'ENOTDIR']);

/** More than this in one answer would not fit into a string once it is encoded. */
const LARGEST = 128 * 1024 * 1024;

function withFile(path: string, read: (fd: number, size: number) => ReadResult): ReadResult {
  let fd: number | undefined;
  try {
    // O_NONBLOCK: opening a FIFO must not stop the daemon.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    return stat.isFile() ? read(fd, stat.size) : { fault: 'FAILED' };
  } catch (error) {
    return { fault: MISSING.has(errnoName(errnoOf(error))) ? 'NO_FILE' : 'FAILED' };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** The characters that start in [from, to), and the offset behind the last of them. */
function readText(fd: number, from: number, to: number, size: number): { text: string; end: number } {
  if (from >= to) return { text: '', end: from };
  const bytes = readBytes(fd, from, Math.min(to + 3, size));
  const cutBefore = trailingIncomplete(readBytes(fd, Math.max(from - 3, 0), from)) > 0;
  const start = cutBefore ? leadingContinuation(bytes) : 0;
  let end = Math.min(to - from, bytes.length);
  const cut = trailingIncomplete(bytes.subarray(start, end));
  if (cut > 0) end = completed(bytes, end, cut);
  return { text: bytes.toString('utf8', start, Math.max(start, end)), end: from + Math.max(start, end) };
}

/** `cut` bytes before `end` are the start of a character: behind it if all of it is there, else before it. */
function completed(bytes: Buffer, end: number, cut: number): number {
  const more = leadingContinuation(bytes.subarray(end, end + 3));
  return trailingIncomplete(bytes.subarray(0, end + more)) === 0 ? end + more : end - cut;
}

function readBytes(fd: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(Math.max(to - from, 0));
  let got = 0;
  while (got < bytes.length) {
    const count = readSync(fd, bytes, got, bytes.length - got, from + got);
    if (count === 0) break;
    got += count;
  }
  return bytes.subarray(0, got);
}
