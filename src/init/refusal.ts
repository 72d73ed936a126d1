import { describeErrno } from '../util/errno.ts';
import { type FileKind, kindOf } from './fileKind.ts';
import type { Failure } from './start.ts';

/** What to say and what to exit with where the command could not be started. */
export interface Refusal {
  readonly message: string;
  readonly status: number;
}

const [ENOENT, E2BIG, ENOEXEC, EACCES] = [2, 7, 8, 13] as const;

/** tini's: not found, not to be run, and anything else. */
const STATUS: Readonly<Record<number, number>> = { [ENOENT]: 127, [EACCES]: 126, [ENOEXEC]: 126 };
const OTHER_STATUS = 1;

/** `path`: the PATH that was searched; null: the name is a path. */
export function refusal(name: Uint8Array, path: string | null, failure: Failure): Refusal {
  if (name.length === 0)
    return { message: 'the command is empty. Write a program behind --.', status: STATUS[ENOENT] ?? OTHER_STATUS };
  const shown = text(failure.file ?? name);
  const reason = failure.stage === 'exec' ? refusedExec(failure, path) : otherStage(failure);
  const status = failure.stage === 'exec' ? (STATUS[failure.errno] ?? OTHER_STATUS) : OTHER_STATUS;
  return { message: `cannot run ${shown}: ${reason}`, status };
}

function refusedExec({ file, errno }: Failure, path: string | null): string {
  if (file === null) return `there is no such program in PATH (${path}). Check its spelling, or write its whole path.`;
  const explained = EXEC_REASONS[errno]?.(kindOf(file));
  return explained ?? `${describeErrno(errno)}.`;
}

const EXEC_REASONS: Readonly<Record<number, (found: FileKind) => string>> = {
  [ENOENT]: missing,
  [EACCES]: notPermitted,
  [ENOEXEC]: () =>
    `it is a binary for another kind of processor than this machine's (${process.arch}). Use the image or build for it.`,
  [E2BIG]: () => 'its arguments and environment together are too long for the kernel. Shorten them.',
};

function missing(found: FileKind): string {
  if (found.kind === 'binary') {
    return 'the loader it needs does not exist here: it was built for another C library (glibc or musl). Use a build for this image.';
  }
  if (found.kind !== 'script')
    return 'there is no such file. Check its spelling, and that it was copied into the image.';
  const { interpreter } = found;
  if (interpreter.endsWith('\r')) {
    return `its lines end in CR LF, as on Windows, so that its interpreter reads "${interpreter.slice(0, -1)}\\r". Convert them: sed -i 's/\\r$//' FILE`;
  }
  return `its interpreter ${interpreter} (first line) does not exist here. Install it, or correct the line.`;
}

function notPermitted(found: FileKind): string {
  if (found.kind === 'directory') return 'it is a directory. Name a program.';
  if (found.kind === 'unreadable' && !found.executable) return 'it is not executable. Make it so: chmod +x FILE';
  if (found.kind === 'script') {
    return `user ${process.getuid?.()} may not run it or its interpreter ${found.interpreter}. Check the permissions of both.`;
  }
  return `user ${process.getuid?.()} may not run it. Check its permissions, those of its directories, and for a file system mounted noexec.`;
}

function otherStage({ stage, errno }: Failure): string {
  return `${STAGE_NAMES[stage] ?? stage}: ${describeErrno(errno)}.`;
}

const STAGE_NAMES: Readonly<Partial<Record<Failure['stage'], string>>> = {
  clone: 'no process could be made',
  group: 'it could not get a process group of its own',
  tty: 'the terminal could not be handed to it',
  fds: 'its file descriptors could not be arranged',
  rlimits: 'its limit of open files could not be set',
};

function text(data: Uint8Array): string {
  return Buffer.from(data).toString();
}
