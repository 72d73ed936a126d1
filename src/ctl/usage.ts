import { commanderProgram } from '../config/commandline/program.ts';
import { COMMAND_NAMES } from './commands/helpTexts.ts';
import { columns } from './format/columns.ts';
import { CTL_OPTIONS } from './options.ts';

const WIDTH = 76;

/** What `-h` prints. */
export function usage(programName: string): string {
  const program = commanderProgram(programName, DESCRIPTION, CTL_OPTIONS);
  program.usage('[options] [action [arguments]]');
  program.configureHelp({ helpWidth: 80 });
  const actions = columns(COMMAND_NAMES, WIDTH).map((line) => `  ${line}`.trimEnd());
  return `${program.helpInformation()}\nActions (help <action> tells more):\n${actions.join('\n')}\n\n${NOTE}\n`;
}

const DESCRIPTION = 'Controls a supervisord, or tsupervisord, and the programs that it runs.';
const NOTE = 'Without an action a shell is started, in which they can be typed one after the other.';
