import { accessSync, constants, lstatSync, type Stats, statSync } from 'node:fs';

/** `os.path.isdir`: whatever stands in the way of finding out means no. */
export function isDirectory(path: string): boolean {
  return stats(path, statSync)?.isDirectory() ?? false;
}

/** `os.path.lexists`. */
export function exists(path: string): boolean {
  return stats(path, lstatSync) !== undefined;
}

/** `os.path.exists`: a link to nothing is not there. */
export function reachable(path: string): boolean {
  return stats(path, statSync) !== undefined;
}

export function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A file that somebody may execute. */
export function executable(path: string): boolean {
  const found = stats(path, statSync);
  return found?.isFile() === true && (found.mode & 0o111) !== 0;
}

function stats(path: string, look: typeof statSync | typeof lstatSync): Stats | undefined {
  try {
    return look(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
