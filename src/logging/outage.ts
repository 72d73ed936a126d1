import { describeErrno, errnoName } from '../util/errno.ts';

/** Tells the operator about a log: `error` when it fails, `warn` when it works again and at losses. */
export type Report = (level: 'error' | 'warn', message: string) => void;

/** The time in which a log cannot be opened or written: reported when it begins and when it ends, never in between. */
export interface Outage {
  readonly lasting: boolean;
  /** `bytes` could not be written because of `errno`. */
  lose(bytes: number, errno: number): void;
  /** A write has succeeded. */
  recover(): void;
  /** Nothing will be written any more: tells what an outage that still lasts has cost. */
  finish(): void;
}

export function createOutage(path: string, report: Report): Outage {
  let lasting = false;
  let lost = 0;
  function end(outcome: string): void {
    if (!lasting) return;
    lasting = false;
    report('warn', `the log ${path} ${outcome}; ${lost} bytes of output were lost`);
    lost = 0;
  }
  return {
    get lasting() {
      return lasting;
    },
    lose(bytes, errno) {
      lost += bytes;
      if (lasting) return;
      lasting = true;
      report('error', failure(path, errno));
    },
    recover: () => end('is written again'),
    finish: () => end('was closed before it could be written again'),
  };
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
