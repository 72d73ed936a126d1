import { writeSync } from 'node:fs';
import type { PumpSink } from '../native/index.ts';
import { describeErrno, errnoOf } from '../util/errno.ts';
import { LogDescriptor, type Use } from './logDescriptor.ts';
import { createOutage, type Outage, type Report } from './outage.ts';
import { removeLogFile, shiftBackups } from './rotation.ts';
import type { LogSink } from './sink.ts';

export interface RotatingFileOptions {
  readonly path: string;
  /** The file is rotated once a write has made it this long (bytes); 0: never. */
  readonly maxbytes: number;
  /** How many old files are kept; 0: their content is discarded. */
  readonly backups: number;
  /** A file of our own making in a directory that others may write: mode 0600, and no symbolic link is followed. */
  readonly owned?: boolean;
  /** Who writes first. Default: JavaScript. */
  readonly use?: Use;
  readonly report: Report;
  /** Another file stands behind the path now: a pump has to ask for its sink again. */
  readonly onReplaced?: () => void;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

export interface RotatingFile extends LogSink {
  /** The file as a pump's sink; null while only `write` can deal with it (it cannot be opened, or is no regular file). */
  pumpSink(): PumpSink | null;
  /** Rotates if the file has reached its limit; `onReplaced` follows if so. */
  rotate(): void;
  /** True if the last `write` went well. */
  readonly healthy: boolean;
  /** What a pump says about its own writes to the file. */
  readonly outage: Outage;
}

/** Opens the file at once; where that fails, each write tries again, once a second at most. */
export function openRotatingFile(options: RotatingFileOptions): RotatingFile {
  const { path, report, use = 'append', now = monotonic } = options;
  const outage = createOutage(path, report);
  const descriptor = new LogDescriptor({ ...options, use, outage, now, onOpen: (size) => opened(file, size) });
  const file: File = { options, outage, descriptor, limit: 0, size: 0, unseen: 0, rotationFailed: false };
  join(file);
  descriptor.renew();
  return {
    write: (bytes) => write(file, bytes),
    reopen: () => replace(path),
    remove: () => remove(path),
    close: () => leave(file),
    pumpSink: () => pumpSink(file),
    rotate: () => rotateIfDue(file),
    get healthy() {
      return !outage.lasting;
    },
    outage,
  };
}

const monotonic = (): number => performance.now();

interface File {
  readonly options: RotatingFileOptions;
  readonly outage: Outage;
  readonly descriptor: LogDescriptor;
  /** Size at which the next rotation is due; 0: none. */
  limit: number;
  /** What we believe the size to be: others may append or truncate (logrotate's copytruncate). */
  size: number;
  /** Bytes written since the real size was looked at. */
  unseen: number;
  rotationFailed: boolean;
}

const LOOK_EVERY = 64 * 1024;

/** Open files by path: stdout and stderr, or two programs, may share one, and all of them have to follow a rotation. */
const openFiles = new Map<string, Set<File>>();

function join(file: File): void {
  const peers = openFiles.get(file.options.path) ?? new Set();
  openFiles.set(file.options.path, peers.add(file));
}

function leave(file: File): void {
  const peers = openFiles.get(file.options.path);
  peers?.delete(file);
  if (peers?.size === 0) openFiles.delete(file.options.path);
  file.descriptor.close();
  file.outage.finish();
}

function write(file: File, bytes: Uint8Array): void {
  const { descriptor, outage } = file;
  const fd = descriptor.get('append');
  const { written, errno } = fd === null ? { written: 0, errno: descriptor.errno } : writeAll(fd, bytes);
  file.size += written;
  file.unseen += written;
  if (errno !== 0) outage.lose(bytes.length - written, errno);
  else outage.recover();
  if (file.limit > 0 && (file.size >= file.limit || file.unseen >= LOOK_EVERY)) rotateIfDue(file);
}

function writeAll(fd: number, bytes: Uint8Array): { written: number; errno: number } {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written, null);
    return { written, errno: 0 };
  } catch (error) {
    return { written, errno: errnoOf(error) };
  }
}

function pumpSink(file: File): PumpSink | null {
  const fd = file.descriptor.get('pump');
  return fd === null || !file.descriptor.regular ? null : { kind: 'file', fd, limit: file.limit };
}

/** The reference rotates after the write that reaches the limit, so a file may be longer than maxbytes. */
function rotateIfDue(file: File): void {
  const stat = look(file);
  if (stat?.nlink === 0) replace(file.options.path);
  else if (file.limit > 0 && file.size >= file.limit) rotate(file);
}

/** What the file is like in truth; null while it cannot be opened. */
function look(file: File): ReturnType<LogDescriptor['stat']> {
  const stat = file.descriptor.stat();
  file.size = stat?.size ?? 0;
  file.unseen = 0;
  return stat;
}

function rotate(file: File): void {
  const { path, backups, report } = file.options;
  const failure = backups > 0 ? shiftBackups(path, backups) : 0;
  if (backups === 0) file.descriptor.truncate();
  if (failure !== 0 && !file.rotationFailed) report('error', stuck(path, failure));
  file.rotationFailed = failure !== 0;
  replace(path);
}

function stuck(path: string, errno: number): string {
  const why = describeErrno(errno);
  return `cannot rotate the log ${path}: ${why}; it grows beyond its maxbytes until its old files can be renamed`;
}

function remove(path: string): number {
  const errno = removeLogFile(path);
  replace(path);
  return errno;
}

/** Every user of the path lets go of the old file and opens what stands there now. */
function replace(path: string): void {
  for (const file of openFiles.get(path) ?? []) {
    file.descriptor.renew();
    file.options.onReplaced?.();
  }
}

function opened(file: File, size: number): void {
  file.size = size;
  file.unseen = 0;
  file.limit = file.descriptor.regular ? nextLimit(file) : 0;
}

/** A file that could not be moved away goes on growing; the next attempt is due when it has grown by as much again. */
function nextLimit(file: File): number {
  const { maxbytes } = file.options;
  return maxbytes > 0 && file.rotationFailed ? file.size + maxbytes : maxbytes;
}
