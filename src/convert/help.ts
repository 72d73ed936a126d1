import { commanderProgram } from '../config/commandline/program.ts';
import { CONVERT_OPTIONS } from './options.ts';

const DESCRIPTION =
  'Writes the sections of a supervisord.conf for what another process manager runs: a Procfile, the services of a ' +
  'docker-compose file, systemd units with their drop-ins, service directories of runit or s6 (and s6-rc sources). ' +
  'Comments say what could not be carried over and what was assumed.';

/** What `tsupervisord convert --help` prints. */
export function helpText(progname: string): string {
  return commanderProgram(`${progname} convert`, DESCRIPTION, CONVERT_OPTIONS, '[options] PATH...').helpInformation();
}
