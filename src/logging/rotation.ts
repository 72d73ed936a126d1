import { close, closeSync, constants, openSync, renameSync, unlinkSync } from 'node:fs';
import { errnoName, errnoOf } from '../util/errno.ts';

/**
 * Moves PATH.1 to PATH.2 and so on, the oldest first, then PATH to PATH.1; what stood at the last place is replaced.
 * Returns the errno of the first move that failed (the rest is not tried, as in the reference), 0 if none did.
 */
export function shiftBackups(path: string, backups: number): number {
  const oldest = hold(`${path}.${backups}`);
  const failure = shift(path, backups);
  if (oldest !== null) letGo(oldest);
  return failure;
}

function shift(path: string, backups: number): number {
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

/** O_PATH of open(2), which Node has no name for: no permission is needed, and a FIFO does not block. */
const HOLD = 0o10000000 | constants.O_NOFOLLOW;

/**
 * A descriptor of the file that is about to be replaced. While it is open the kernel keeps the content: freeing 50 MB
 * takes as long as writing them, and the loop is not to wait for that. Null where there is nothing to wait for.
 */
function hold(path: string): number | null {
  try {
    return openSync(path, HOLD);
  } catch (error) {
    // Mostly ENOENT; anything else shows in the rename.
    errnoOf(error);
    return null;
  }
}

/** Old files whose content is being freed; a program that fills files faster than that has to wait. */
let freeing = 0;
const MOST_FREEING = 2;

/** The thread that closes the last descriptor frees the content. */
function letGo(fd: number): void {
  if (freeing === MOST_FREEING) {
    closeSync(fd);
    return;
  }
  freeing++;
  close(fd, () => {
    freeing--;
  });
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
