import { describeErrno, errnoName } from '../util/errno.ts';

/** Tells the operator about a log: `error` when it fails, `warn` when it works again and at losses. */
export type Report = (level: 'error' | 'warn', message: string) => void;

/** The time in which a log cannot be opened or written: reported when it begins and when it ends, never in between. */
export class Outage {
  /** Nothing has been written since a write failed. */
  lasting = false;
  private lost = 0;

  constructor(
    private readonly path: string,
    private readonly report: Report,
  ) {}

  /** `bytes` could not be written because of `errno`. */
  lose(bytes: number, errno: number): void {
    this.lost += bytes;
    if (this.lasting) return;
    this.lasting = true;
    this.report('error', failure(this.path, errno));
  }

  /** A write has succeeded. */
  recover(): void {
    this.end('is written again');
  }

  /** Nothing will be written any more: tells what an outage that still lasts has cost. */
  finish(): void {
    this.end('was closed before it could be written again');
  }

  private end(outcome: string): void {
    if (!this.lasting) return;
    this.lasting = false;
    this.report('warn', `the log ${this.path} ${outcome}; ${this.lost} bytes of output were lost`);
    this.lost = 0;
  }
}

function failure(path: string, errno: number): string {
  const advice = ADVICE[errnoName(errno)] ?? 'see to it that the file can be written';
  return `cannot write the log ${path}: ${describeErrno(errno)}; output is lost until it can be written: ${advice}`;
}

const SPACE = 'free some space on its file system';
const RIGHTS = 'let the user that the daemon runs as write there';
const READER = 'nothing reads its other end';
const LIMIT = 'raise the limit of open files (minfds)';

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: RIGHTS,
  EAGAIN: READER,
  EBADF: 'the daemon was started without this descriptor',
  EDQUOT: 'free some of the quota',
  EFBIG: 'set a smaller logfile_maxbytes or raise the file size limit',
  EISDIR: 'name a file, this is a directory',
  ELOOP: 'remove the symbolic link that stands there',
  EMFILE: LIMIT,
  ENFILE: LIMIT,
  ENOENT: 'create its directory',
  ENOSPC: SPACE,
  ENOTDIR: 'a part of its path is not a directory',
  ENXIO: READER,
  EPERM: RIGHTS,
  EPIPE: READER,
  EROFS: 'its file system is read-only',
};
