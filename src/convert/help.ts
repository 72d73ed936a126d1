import { commanderProgram } from '../config/commandline/program.ts';
import { CONVERT_DOC, CONVERT_OPTIONS } from './options.ts';

/** What `tsupervisord convert --help` prints. */
export function helpText(progname: string): string {
  return commanderProgram(`${progname} convert`, CONVERT_DOC, CONVERT_OPTIONS, '[options] PATH...').helpInformation();
}
