import { Command, Option } from 'commander';
import type { OptionSpelling } from './spelling.ts';

/**
 * A command line as a Commander program. It is given words in their full spelling (see getopt) and calls back for each
 * in turn; help, version and errors are the caller's, whose exit codes and texts are the reference's.
 */
export function commanderProgram(
  name: string,
  description: string,
  table: readonly OptionSpelling[],
  onOption: (argument: string) => void = () => undefined,
): Command {
  const program = new Command(name).description(description).usage('[options]').helpOption(false).exitOverride();
  for (const spelling of table.filter(({ long }) => long !== null)) {
    const option = new Option(flags(spelling), spelling.doc);
    program.addOption(option);
    program.on(`option:${option.name()}`, (value: string | null) => onOption(value ?? ''));
  }
  return program;
}

function flags({ long, short, argument, optional }: OptionSpelling): string {
  const letter = short === null ? '' : `-${short}, `;
  const value = argument === null ? '' : optional === true ? ` [${argument}]` : ` <${argument}>`;
  return `${letter}--${long}${value}`;
}
