import { unlinkSync, writeFileSync } from 'node:fs';
import type { Log } from '../process/context.ts';

/** Writes our pid; true if there is a file to remove at the end. A daemon without a pidfile runs on, as the reference. */
export function writePidfile(file: string, log: Log): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`);
  } catch {
    // Whatever the reason: the daemon runs on without, and this line is what people look for.
    log.critical(`could not write pidfile ${file}`);
    return false;
  }
  log.info(`supervisord started with pid ${process.pid}`);
  return true;
}

export function removePidfile(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Somebody was quicker, or its directory is not ours any more: nothing is left to do either way.
  }
}
