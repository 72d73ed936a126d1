import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { leadingContinuation, trailingIncomplete } from '../util/utf8.ts';
import { createFileAlarm, type FileAlarm } from './fileAlarm.ts';
import { HttpError } from './httpError.ts';
import type { ResponseStream, StreamResponse } from './types.ts';

export interface FollowOptions {
  /** How much of the end of the file comes first. The reference's 1024 bytes by default. */
  readonly head?: number;
  /** How often to look without being told to, in milliseconds. */
  readonly pollMs?: number;
}

/**
 * The response of `/logtail/…` and `/mainlogtail`: the end of the file, then what is appended to it, for as long as the
 * client stays. Follows rotation (to the end of the old file first) and truncation. Rejects with a 404 for what is not
 * a file that can be read. Chunks hold whole UTF-8 characters, since clients decode them one by one.
 */
export async function followFile(
  path: string,
  { head = 1024, pollMs = 1000 }: FollowOptions = {},
): Promise<StreamResponse> {
  const first = await openRegular(path);
  if (first === null) throw new HttpError(404);
  const { handle, stats } = first;
  return {
    status: 200,
    headers: {
      'Last-Modified': stats.mtime.toUTCString(),
      'Content-Type': 'text/plain;charset=utf-8',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    },
    stream: (out) =>
      follow({ path, pollMs, handle, stats, at: Math.max(0, stats.size - head), cut: stats.size > head }, out),
    cancel: () => void handle.close(),
  };
}

interface Followed {
  readonly path: string;
  readonly pollMs: number;
  handle: FileHandle;
  stats: Stats;
  /** What was sent ends here. */
  at: number;
  /** The next byte may be in the middle of a character. */
  cut: boolean;
}

const CHUNK = 64 * 1024;
const MISSING_POLL_MS = 100;

async function follow(file: Followed, out: ResponseStream): Promise<void> {
  const alarm = createFileAlarm(out);
  try {
    alarm.watch(file.path);
    while (!out.gone) {
      alarm.reset();
      const there = await statOrNull(file.path);
      await sendNew(file, out);
      if (there !== null && isOther(there, file.stats)) await moveOn(file, out, alarm);
      else await alarm.wait(there === null ? MISSING_POLL_MS : file.pollMs);
    }
  } finally {
    alarm.close();
    await file.handle.close();
  }
}

/** Sends what the file holds behind `at`. */
async function sendNew(file: Followed, out: ResponseStream): Promise<void> {
  const { size } = await file.handle.stat();
  if (size < file.at) {
    file.at = 0;
    await out.write('==> File truncated <==\n');
  }
  while (!out.gone && file.at < size) {
    // A new one each time: the socket may still hold the last.
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size - file.at));
    const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, file.at);
    const chunk = buffer.subarray(0, bytesRead);
    const skipped = file.cut ? leadingContinuation(chunk) : 0;
    const length = bytesRead - trailingIncomplete(chunk);
    if (length <= skipped) return;
    file.cut = false;
    file.at += length;
    await out.write(chunk.subarray(skipped, length));
  }
}

/** The name belongs to another file now. What the old one still holds was sent, but for a character cut in two. */
async function moveOn(file: Followed, out: ResponseStream, alarm: FileAlarm): Promise<void> {
  const next = await openRegular(file.path);
  if (next === null) return alarm.wait(MISSING_POLL_MS);
  const rest = Buffer.alloc(4);
  const { bytesRead } = await file.handle.read(rest, 0, rest.length, file.at);
  await out.write(rest.subarray(0, bytesRead));
  await file.handle.close();
  Object.assign(file, { ...next, at: 0, cut: false });
  alarm.watch(file.path);
}

function isOther(a: Stats, b: Stats): boolean {
  return a.ino !== b.ino || a.dev !== b.dev;
}

/** Never waits for a writer, as opening a FIFO would. */
async function openRegular(path: string): Promise<{ handle: FileHandle; stats: Stats } | null> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (stats.isFile()) return { handle, stats };
    await handle.close();
    return null;
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ENXIO', 'ELOOP', 'EISDIR', 'ENAMETOOLONG']);
