import { Command, Option } from 'commander';
import type { OptionSpelling } from './spelling.ts';

/**
 * A command line as a Commander program, for its help text. The words themselves are read by `getopt`: abbreviations and
 * error texts are the reference's, and a daemon that starts has no use for Commander.
 */
export function commanderProgram(
  name: string,
  description: string,
  table: readonly OptionSpelling[],
  usage = '[options]',
): Command {
  const program = new Command(name).description(description).usage(usage).helpOption(false);
  for (const spelling of table.filter(({ long }) => long !== null)) {
    program.addOption(new Option(flags(spelling), spelling.doc));
  }
  return program;
}

function flags({ long, short, argument, optional }: OptionSpelling): string {
  const letter = short === null ? '' : `-${short}, `;
  const value = argument === null ? '' : optional === true ? ` [${argument}]` : ` <${argument}>`;
  return `${letter}--${long}${value}`;
}
