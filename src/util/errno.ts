import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

/** `ENOSPC` for 28 (the sign does not matter); `errno 9999` for a number that Linux does not know. */
export function errnoName(errno: number): string {
  return NAMES.get(Math.abs(errno)) ?? `errno ${Math.abs(errno)}`;
}

/** libuv does not know them all (ENOEXEC), the C library does; EAGAIN and ENOTSUP come before their other names. */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno)
    .map(([name, errno]): [number, string] => [errno, name])
    .filter(([, name]) => name !== 'EWOULDBLOCK' && name !== 'EOPNOTSUPP'),
);

/** `ENOSPC (no space left on device)`. */
export function describeErrno(errno: number): string {
  const text = getSystemErrorMap().get(-Math.abs(errno))?.[1];
  return text === undefined ? errnoName(errno) : `${errnoName(errno)} (${text})`;
}

/** The positive errno of what a failed call of Node or of the addon threw; anything else is a bug and thrown on. */
export function errnoOf(error: unknown): number {
  const errno: unknown = error instanceof Error && 'errno' in error ? error.errno : undefined;
  if (typeof errno !== 'number') throw error;
  return Math.abs(errno);
}

/** As Node makes them of a failed system call: with `code` and a negative `errno`. */
export function errnoError(errno: number, what: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${what}: ${describeErrno(errno)}`), {
    code: errnoName(errno),
    errno: -Math.abs(errno),
  });
}
