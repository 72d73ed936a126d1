/**
 * The descriptor of ours that a log path names, or null for any other path. Opening such a path (as the reference
 * does) fails for a socket and blocks for a slow reader, so these logs go through the console instead.
 */
export function consoleFd(path: string): number | null {
  const named = NAMED[path];
  if (named !== undefined) return named;
  const [, pid, fd] = BY_NUMBER.exec(path) ?? [];
  if (fd === undefined) return null;
  return pid === undefined || Number(pid) === process.pid ? Number(fd) : null;
}

const NAMED: Readonly<Record<string, number>> = { '/dev/stdout': 1, '/dev/stderr': 2 };
const BY_NUMBER = /^\/(?:dev|proc\/self|proc\/(\d+))\/fd\/(\d{1,6})$/;
