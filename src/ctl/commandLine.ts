import { GetoptError, getopt } from '../config/commandline/getopt.ts';
import { repr } from '../config/python/repr.ts';
import { CTL_OPTIONS, type CtlOption } from './options.ts';

export interface CommandLine {
  /** Options that were given. */
  readonly given: Readonly<Partial<Record<CtlOption['name'], string>>>;
  /** The action and its arguments. */
  readonly words: readonly string[];
}

/** A command line, or configuration, that nothing can be done with; the message is for the line behind `Error: `. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Throws UsageError in the reference's words. An option for help makes whatever follows it irrelevant. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const { options, positional } = takeApart(argv);
  const given: Partial<Record<CtlOption['name'], string>> = {};
  for (const { spelled, option, argument } of options) {
    if (given.help !== undefined) break;
    if (option.name === 'serverurl') checkUrl(spelled, argument);
    if (given[option.name] !== undefined) throw new UsageError(`conflicting command line option ${repr(spelled)}`);
    given[option.name] = argument;
  }
  return { given, words: positional };
}

function takeApart(argv: readonly string[]): ReturnType<typeof getopt<CtlOption>> {
  try {
    return getopt(argv, CTL_OPTIONS);
  } catch (error) {
    throw error instanceof GetoptError ? new UsageError(error.message) : error;
  }
}

/** Python's idea of a URL: a scheme, and a host or a path behind it. */
function checkUrl(spelled: string, value: string): void {
  const rest = /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/)?([^?#]*)/.exec(value)?.[1];
  if (!rest) throw new UsageError(`invalid value for ${spelled} ${repr(value)}: value ${repr(value)} is not a URL`);
}
