import { writeSync } from 'node:fs';
import type { PumpSink } from '../native/index.ts';
import { describeErrno, errnoOf } from '../util/errno.ts';
import { type DescriptorOwner, LogDescriptor } from './logDescriptor.ts';
import { Outage, type Report } from './outage.ts';
import { removeLogFile, shiftBackups } from './rotation.ts';
import type { OutputTarget } from './sink.ts';

export interface Follower {
  /** Another file stands behind the path now: a pump has to ask for its sink again. */
  onReplaced(): void;
}

export interface RotatingFileOptions {
  readonly path: string;
  /** The file is rotated once a write has made it this long (bytes); 0: never. */
  readonly maxbytes: number;
  /** How many old files are kept; 0: their content is discarded. */
  readonly backups: number;
  /** A file of our own making in a directory that others may write: mode 0600, and no symbolic link is followed. */
  readonly owned?: boolean;
  readonly report: Report;
  readonly follower?: Follower;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** Opens the file at once; where that fails, each write tries again, once a second at most. */
export function openRotatingFile(options: RotatingFileOptions): RotatingFile {
  return new RotatingFile(options);
}

/** A class, since a daemon of a thousand programs has two thousand of them: its methods must not be made for each. */
export class RotatingFile implements OutputTarget, DescriptorOwner {
  /** What a pump says about its own writes to the file. */
  readonly outage: Outage;
  private readonly descriptor: LogDescriptor;
  /** Size at which the next rotation is due; 0: none. */
  private limit = 0;
  /** What we believe the size to be: others may append or truncate (logrotate's copytruncate). */
  private size = 0;
  /** Bytes written since the real size was looked at. */
  private unseen = 0;
  private rotationFailed = false;

  constructor(private readonly options: RotatingFileOptions) {
    const { path, report, owned = false, now = monotonic } = options;
    this.outage = new Outage(path, report);
    this.descriptor = new LogDescriptor({ path, owned, now }, this);
    openFiles.set(path, (openFiles.get(path) ?? new Set()).add(this));
    this.descriptor.renew();
  }

  /** True if the last `write` went well. */
  get healthy(): boolean {
    return !this.outage.lasting;
  }

  write(bytes: Uint8Array): void {
    const { descriptor, outage } = this;
    const fd = descriptor.get();
    const { written, errno } = fd === null ? { written: 0, errno: descriptor.errno } : writeAll(fd, bytes);
    this.size += written;
    this.unseen += written;
    if (errno !== 0) outage.lose(bytes.length - written, errno);
    else outage.recover();
    if (this.limit > 0 && (this.size >= this.limit || this.unseen >= LOOK_EVERY)) this.rotate();
  }

  /** A file is never slow. */
  writeOrDrop(bytes: Uint8Array): void {
    this.write(bytes);
  }

  join(): () => void {
    return NOTHING;
  }

  reopen(): void {
    replace(this.options.path);
  }

  remove(): number {
    const errno = removeLogFile(this.options.path);
    replace(this.options.path);
    return errno;
  }

  close(): void {
    const { path } = this.options;
    const peers = openFiles.get(path);
    peers?.delete(this);
    if (peers?.size === 0) openFiles.delete(path);
    this.descriptor.close();
    this.outage.finish();
  }

  /** The file as a pump's sink; null while only `write` can deal with it (it cannot be opened, or is no regular file). */
  pumpSink(): PumpSink | null {
    const fd = this.descriptor.get();
    return fd === null || !this.descriptor.regular ? null : { kind: 'file', fd, limit: this.limit };
  }

  /**
   * Rotates if the file has reached its limit; `onReplaced` follows if so. The reference rotates after the write that
   * reaches the limit, so a file may be longer than maxbytes.
   */
  rotate(): void {
    const stat = this.descriptor.stat();
    this.size = stat?.size ?? 0;
    this.unseen = 0;
    if (stat?.nlink === 0) replace(this.options.path);
    else if (this.limit > 0 && this.size >= this.limit) this.shift();
  }

  private shift(): void {
    const { path, backups, report } = this.options;
    const failure = backups > 0 ? shiftBackups(path, backups) : 0;
    if (backups === 0) this.descriptor.truncate();
    if (failure !== 0 && !this.rotationFailed) report('error', stuck(path, failure));
    this.rotationFailed = failure !== 0;
    replace(path);
  }

  /** Another file may stand behind the path now. */
  renew(): void {
    this.descriptor.renew();
    this.options.follower?.onReplaced();
  }

  opened(size: number): void {
    this.size = size;
    this.unseen = 0;
    this.limit = this.descriptor.regular ? this.nextLimit() : 0;
  }

  /** A file that could not be moved away goes on growing; the next attempt is due when it has grown by as much again. */
  private nextLimit(): number {
    const { maxbytes } = this.options;
    return maxbytes > 0 && this.rotationFailed ? this.size + maxbytes : maxbytes;
  }
}

const monotonic = (): number => performance.now();

const NOTHING = (): void => undefined;

/** Open files by path: stdout and stderr, or two programs, may share one, and all of them have to follow a rotation. */
const openFiles = new Map<string, Set<RotatingFile>>();

const LOOK_EVERY = 64 * 1024;

function writeAll(fd: number, bytes: Uint8Array): { written: number; errno: number } {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written, null);
    return { written, errno: 0 };
  } catch (error) {
    return { written, errno: errnoOf(error) };
  }
}

function stuck(path: string, errno: number): string {
  const why = describeErrno(errno);
  return `cannot rotate the log ${path}: ${why}; it grows beyond its maxbytes until its old files can be renamed`;
}

/** Every user of the path lets go of the old file and opens what stands there now. */
function replace(path: string): void {
  for (const file of openFiles.get(path) ?? []) file.renew();
}
