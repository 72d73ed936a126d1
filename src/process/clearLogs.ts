import { statSync, truncateSync } from 'node:fs';
import type { ProcessConfig } from '../model/config.ts';
import { errnoOf } from '../util/errno.ts';

/**
 * Empties the logs of a process that does not run and so has none of them open: 0, or an errno. The files stay, because
 * the name of an automatic one is kept by its being there.
 */
export function clearClosedLogs({ stdout_logfile, stderr_logfile }: ProcessConfig): number {
  return [stdout_logfile, stderr_logfile].reduce((errno, path) => (path === null ? 0 : empty(path)) || errno, 0);
}

function empty(path: string): number {
  try {
    // A console or a pipe holds nothing that could be cleared.
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) truncateSync(path, 0);
    return 0;
  } catch (error) {
    return errnoOf(error);
  }
}
