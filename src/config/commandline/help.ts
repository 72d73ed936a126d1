import { DAEMON_OPTIONS } from './options.ts';
import { commanderProgram } from './program.ts';

const DESCRIPTION = 'Starts the programs of a supervisord.conf and keeps them running.';

/** What -h prints: the table of options in Commander's layout. */
export function helpText(progname: string): string {
  return commanderProgram(progname, DESCRIPTION, DAEMON_OPTIONS).helpInformation();
}
