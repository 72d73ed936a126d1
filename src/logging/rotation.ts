import { renameSync, unlinkSync } from 'node:fs';
import { errnoName, errnoOf } from '../util/errno.ts';

/**
 * Moves PATH.1 to PATH.2 and so on, the oldest first, then PATH to PATH.1; what stood at the last place is replaced.
 * Returns the errno of the first move that failed (the rest is not tried, as in the reference), 0 if none did.
 */
export function shiftBackups(path: string, backups: number): number {
  for (let i = backups - 1; i >= 1; i--) {
    const failure = move(`${path}.${i}`, `${path}.${i + 1}`);
    if (failure !== 0) return failure;
  }
  return move(path, `${path}.1`);
}

/** A source that is not there is no failure: fewer backups than allowed, or somebody has tidied up. */
function move(from: string, to: string): number {
  try {
    renameSync(from, to);
    return 0;
  } catch (error) {
    const errno = errnoOf(error);
    return errnoName(errno) === 'ENOENT' ? 0 : errno;
  }
}

/** Removes a log, open or not. 0, or the errno. */
export function removeLogFile(path: string): number {
  try {
    unlinkSync(path);
    return 0;
  } catch (error) {
    const errno = errnoOf(error);
    // Somebody else has removed it already.
    return errnoName(errno) === 'ENOENT' ? 0 : errno;
  }
}
