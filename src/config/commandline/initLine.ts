import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';
import type { UsageError } from './commandLine.ts';
import { GetoptError, type GivenOption, getopt } from './getopt.ts';
import { INIT_OPTIONS, type InitOption, type InitSettings, NO_SETTINGS } from './initOptions.ts';
import { usageError } from './usage.ts';

/** A command line of init mode: `tsupervisord [init options] -- COMMAND [ARG...]`. */
export interface InitLine {
  readonly kind: 'init';
  readonly settings: InitSettings;
  /** The command's own words; at least one. */
  readonly command: readonly string[];
}

/**
 * Reads a command line of init mode; null: it is the daemon's. No line that the daemon takes is ever taken for one,
 * because the daemon refuses every word behind `--`.
 */
export function parseInitLine(argv: readonly string[], progname: string): InitLine | UsageError | null {
  if (!argv.includes('--') && !isOnlyOurs(argv[0])) return null;
  try {
    return read(argv);
  } catch (error) {
    if (!(error instanceof GetoptError || error instanceof BadValue)) throw error;
    // Where the first word is none of ours, the daemon has the word.
    return isOnlyOurs(argv[0]) || error instanceof BadValue ? usageError(error.message, progname) : null;
  }
}

function read(argv: readonly string[]): InitLine | null {
  const { options, positional } = getopt<InitOption>(argv, INIT_OPTIONS);
  const terminated = argv[argv.length - positional.length - 1] === '--';
  if (!terminated || positional.length === 0) {
    if (!isOnlyOurs(argv[0])) return null;
    throw new BadValue(`${argv[0]} needs a command behind --, as in ${argv[0]} ... -- COMMAND [ARG...]`);
  }
  return { kind: 'init', settings: options.reduce(withOption, NO_SETTINGS), command: positional };
}

function withOption(settings: InitSettings, { option, spelled, argument }: GivenOption<InitOption>): InitSettings {
  try {
    return option.apply(settings, argument);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new BadValue(`invalid value for ${spelled} ${repr(argument)}: ${error.message}`);
  }
}

/** Options that the daemon has a meaning of its own for. */
const DAEMONS_TOO: ReadonlySet<string> = new Set(['s', 'e']);

function isOnlyOurs(word: string | undefined): boolean {
  if (word === undefined) return false;
  return INIT_OPTIONS.some(
    ({ short, long }) =>
      word === `--${long}` ||
      word.startsWith(`--${long}=`) ||
      (short !== null && word.startsWith(`-${short}`) && !DAEMONS_TOO.has(short)),
  );
}
