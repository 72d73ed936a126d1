import { INIT_OPTIONS } from './initOptions.ts';
import { DAEMON_OPTIONS } from './options.ts';
import { commanderProgram } from './program.ts';

const DESCRIPTION = 'Starts the programs of a supervisord.conf and keeps them running.';

const INIT_USAGE = '[init options] -- COMMAND [ARG...]';
const INIT_DESCRIPTION =
  'Init mode, without a configuration file: runs one command as the entrypoint of a container, forwards every signal to ' +
  'it, reaps orphans and exits with its exit code (128+n if signal n ended it).';

const CONVERT =
  'tsupervisord convert PATH... writes such a file for a Procfile, a compose file, systemd units, runit or s6 services;\n' +
  'tsupervisord convert --help says how.\n';

/** What -h prints: the tables of options in Commander's layout. */
export function helpText(progname: string): string {
  const daemon = commanderProgram(progname, DESCRIPTION, DAEMON_OPTIONS);
  const init = commanderProgram(progname, INIT_DESCRIPTION, INIT_OPTIONS, INIT_USAGE);
  return `${daemon.helpInformation()}\n${init.helpInformation()}\n${CONVERT}`;
}
