import { machineOf, type Surroundings } from '../context.ts';
import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';
import type { CommandLine, Overrides } from './commandLine.ts';
import { GetoptError, type GivenOption, getopt } from './getopt.ts';
import { DAEMON_OPTIONS, type DaemonOption } from './options.ts';
import { usageError } from './usage.ts';

export interface CommandLineContext extends Surroundings {
  /** Shown in usage messages, as the reference shows its argv[0]. */
  readonly progname: string;
}

/** Reads the daemon's command line (without the program's name). Nothing is thrown and nothing printed. */
export function parseCommandLine(argv: readonly string[], context: CommandLineContext): CommandLine {
  const { progname } = context;
  try {
    const { options, positional } = getopt<DaemonOption>(argv, DAEMON_OPTIONS);
    if (positional.length === 0) return readOptions(options, context);
    const shown = positional.map(repr).join(', ');
    return usageError(`positional arguments are not supported: [${shown}]`, progname);
  } catch (error) {
    if (error instanceof GetoptError) return usageError(error.message, progname);
    throw error;
  }
}

/** Options in turn: the first that ends the matter (a wrong one, -h, -v) is the answer. */
function readOptions(given: readonly GivenOption<DaemonOption>[], context: CommandLineContext): CommandLine {
  const values = new Map<string, unknown>();
  for (const option of given) {
    const ended = readOption(option, values, context);
    if (ended !== null) return ended;
  }
  return commandLine(values);
}

function readOption(
  given: GivenOption<DaemonOption>,
  values: Map<string, unknown>,
  context: CommandLineContext,
): CommandLine | null {
  const { spelled, argument, option } = given;
  if (option.name === 'help') return { kind: 'help' };
  if (option.name === 'version') return { kind: 'version' };
  try {
    const value = option.convert === null ? true : option.convert(argument, machineOf(context));
    if (values.has(option.name))
      return usageError(`conflicting command line option ${repr(spelled)}`, context.progname);
    values.set(option.name, value);
    return null;
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const message = `invalid value for ${spelled} ${repr(argument)}: ${error.message}`;
    return usageError(message, context.progname);
  }
}

function commandLine(values: ReadonlyMap<string, unknown>): CommandLine {
  const {
    configfile = null,
    check,
    strict,
    profile_options,
    'dump-config': format,
    ...overrides
  } = Object.fromEntries(values) as Overrides & OtherValues;
  if (check === true) return { kind: 'check', configfile, strict: strict === true };
  if (format !== undefined) return { kind: 'dump', configfile, format };
  return { kind: 'run', configfile, overrides };
}

/** What each converter of the table gives. */
interface OtherValues {
  readonly configfile?: string;
  readonly check?: true;
  readonly strict?: true;
  readonly profile_options?: string;
  readonly 'dump-config'?: 'ini' | 'json';
}
