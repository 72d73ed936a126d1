import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { errnoOf } from '../util/errno.ts';
import type { Outage } from './outage.ts';

export interface DescriptorOptions {
  readonly path: string;
  /** A file of our own making in a directory that others may write: mode 0600, and no symbolic link is followed. */
  readonly owned?: boolean;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export interface DescriptorOwner {
  readonly outage: Outage;
  /** The file has been opened, and is this long. */
  opened(size: number): void;
}

/** A log file's descriptor, which may be missing: opening is tried again when it is needed, once a second at most. */
export class LogDescriptor {
  private fd: number | null = null;
  private retryAt = 0;
  /** Why it cannot be opened. */
  errno = 0;
  /** A special file (a FIFO, a device) is never rotated. */
  regular = true;

  constructor(
    private readonly options: DescriptorOptions,
    private readonly owner: DescriptorOwner,
  ) {}

  /** The descriptor, or null while the file cannot be opened. */
  get(): number | null {
    if (this.fd !== null) return this.fd;
    return this.options.now() < this.retryAt ? null : this.open(0);
  }

  /** Opens what stands behind the path now. */
  renew(): void {
    this.close();
    this.open(0);
  }

  /** Empties the file. */
  truncate(): void {
    this.close();
    this.open(constants.O_TRUNC);
  }

  stat(): { readonly size: number; readonly nlink: number } | null {
    return this.fd === null ? null : fstatSync(this.fd);
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
  }

  private open(extra: number): number | null {
    const { path, owned, now } = this.options;
    try {
      this.fd = openSync(path, FLAGS | (owned ? constants.O_NOFOLLOW : 0) | extra, owned ? 0o600 : 0o666);
      const stat = fstatSync(this.fd);
      this.regular = stat.isFile();
      this.retryAt = 0;
      this.owner.opened(stat.size);
    } catch (error) {
      this.errno = errnoOf(error);
      this.retryAt = now() + RETRY_MS;
      this.owner.outage.lose(0, this.errno);
    }
    return this.fd;
  }
}

const RETRY_MS = 1000;

/** O_APPEND: two programs can share it. O_NONBLOCK: opening a FIFO that nobody reads must not stop the daemon. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOCTTY | constants.O_NONBLOCK;
