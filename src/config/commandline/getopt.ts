import type { OptionSpelling } from './spelling.ts';

/** An option as it was written (`-m` or, written out in full, `--umask`) with its argument; '' where it has none. */
export interface GivenOption<S extends OptionSpelling = OptionSpelling> {
  readonly spelled: string;
  readonly option: S;
  readonly argument: string;
}

export interface ParsedArguments<S extends OptionSpelling = OptionSpelling> {
  readonly options: readonly GivenOption<S>[];
  readonly positional: readonly string[];
}

/** A command line that cannot be taken apart, in the words of Python's GetoptError. */
export class GetoptError extends Error {
  override readonly name = 'GetoptError';
}

/**
 * Takes a command line apart as Python's `getopt.getopt` does: clusters of short options, unambiguous abbreviations of
 * long ones, and no option behind the first word that is none.
 */
export function getopt<S extends OptionSpelling>(argv: readonly string[], table: readonly S[]): ParsedArguments<S> {
  const options: GivenOption<S>[] = [];
  const rest = [...argv];
  for (;;) {
    const word = rest[0];
    if (word === undefined || !word.startsWith('-') || word === '-') break;
    rest.shift();
    if (word === '--') break;
    if (word.startsWith('--')) options.push(readLong(word.slice(2), table, rest));
    else options.push(...readCluster(word.slice(1), table, rest));
  }
  return { options, positional: rest };
}

function readLong<S extends OptionSpelling>(text: string, table: readonly S[], rest: string[]): GivenOption<S> {
  const equals = text.indexOf('=');
  const name = equals === -1 ? text : text.slice(0, equals);
  const value = equals === -1 ? null : text.slice(equals + 1);
  const option = findLong(name, table);
  const spelled = `--${option.long}`;
  if (option.argument === null && value !== null) throw new GetoptError(`option ${spelled} must not have an argument`);
  if (option.argument === null || option.optional === true) return { spelled, option, argument: value ?? '' };
  const argument = value ?? rest.shift();
  if (argument === undefined) throw new GetoptError(`option ${spelled} requires argument`);
  return { spelled, option, argument };
}

function findLong<S extends OptionSpelling>(name: string, table: readonly S[]): S {
  const exact = table.find(({ long }) => long === name);
  if (exact !== undefined) return exact;
  const matches = table.filter(({ long }) => long?.startsWith(name));
  const references = matches.filter(({ ours }) => ours !== true);
  const [match, second] = references.length > 0 ? references : matches;
  if (match === undefined) throw new GetoptError(`option --${name} not recognized`);
  if (second !== undefined) throw new GetoptError(`option --${name} not a unique prefix`);
  return match;
}

function readCluster<S extends OptionSpelling>(cluster: string, table: readonly S[], rest: string[]): GivenOption<S>[] {
  const [letter = ''] = cluster;
  if (letter === '') return [];
  const option = table.find(({ short }) => short === letter);
  if (option === undefined) throw new GetoptError(`option -${letter} not recognized`);
  const tail = cluster.slice(letter.length);
  const spelled = `-${letter}`;
  if (option.argument === null) return [{ spelled, option, argument: '' }, ...readCluster(tail, table, rest)];
  const argument = tail === '' ? rest.shift() : tail;
  if (argument === undefined) throw new GetoptError(`option ${spelled} requires argument`);
  return [{ spelled, option, argument }];
}
