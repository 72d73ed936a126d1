import { commandText, quoteWord } from '../shell.ts';
import { unitWords } from './words.ts';

export interface UnitCommand {
  readonly words: readonly string[];
  /** `-`: its failure does not count. */
  readonly ignoreFailure: boolean;
  /** `+`, `!`, `!!`: with more rights than User= leaves. */
  readonly privileged: boolean;
  /** `@`: the second word is its argv[0]. */
  readonly argv0: string | null;
  /** `:`: variables are not replaced. */
  readonly literal: boolean;
}

/** The commands of an ExecX= line; several have a lone `;` between them. Throws Error with what is wrong. */
export function unitCommands(line: string): UnitCommand[] {
  const groups: string[][] = [[]];
  for (const word of unitWords(line)) {
    if (word === ';') groups.push([]);
    else groups.at(-1)?.push(word === '\\;' ? ';' : word);
  }
  return groups.filter((words) => words.length > 0).map(unitCommand);
}

function unitCommand([first = '', ...others]: readonly string[]): UnitCommand {
  const [prefix = ''] = /^[-@:+!|]*/.exec(first) ?? [];
  const program = first.slice(prefix.length);
  if (program === '') throw new Error('a command is expected');
  const renamed = prefix.includes('@');
  return {
    words: [program, ...(renamed ? others.slice(1) : others)],
    ignoreFailure: prefix.includes('-'),
    privileged: /[+!]/.test(prefix),
    argv0: renamed ? (others[0] ?? null) : null,
    literal: prefix.includes(':'),
  };
}

/** A variable: `${NAME}` anywhere, `$NAME` as a word of its own; `$$` is a dollar sign. */
const VARIABLE = /\$\$|\$\{(\w+)\}/g;

export function variablesIn({ words, literal }: UnitCommand): string[] {
  if (literal) return [];
  return words.flatMap((word) => {
    const alone = /^\$(\w+)$/.exec(word)?.[1];
    if (alone !== undefined) return [alone];
    return [...word.matchAll(VARIABLE)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  });
}

/** Its words, where every variable is known beforehand. */
export function plainWords({ words, literal }: UnitCommand, values: Readonly<Record<string, string>>): string[] {
  if (literal) return [...words];
  return words.flatMap((word) => {
    const alone = /^\$(\w+)$/.exec(word)?.[1];
    if (alone !== undefined) return valueWords(values[alone] ?? '');
    return [word.replace(VARIABLE, (_, name?: string) => (name === undefined ? '$' : (values[name] ?? '')))];
  });
}

/** A quote in it need not be closed: it is a character then. */
function valueWords(value: string): string[] {
  try {
    return unitWords(value);
  } catch {
    return value.split(/\s+/).filter((word) => word !== '');
  }
}

/** The same command for a shell, which replaces the variables when it is started. */
export function shellText(command: UnitCommand): string {
  return command.words.map((word) => shellWord(word, command.literal)).join(' ');
}

function shellWord(word: string, literal: boolean): string {
  if (literal) return shellQuoted(word);
  if (/^\$\w+$/.test(word)) return word;
  if (!word.includes('$')) return shellQuoted(word);
  const inner = word.split(/(\$\$|\$\{\w+\})/).map((part) => {
    if (part === '$$') return '\\$';
    return /^\$\{\w+\}$/.test(part) ? part : part.replace(/["\\$`]/g, '\\$&');
  });
  return `"${inner.join('')}"`;
}

function shellQuoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** One command without anything around it. */
export function plainCommand(command: UnitCommand, values: Readonly<Record<string, string>>): string {
  return commandText(plainWords(command, values));
}

/** A script as the whole command. Words of a variable are split, but are no file name patterns. */
export function scriptCommand(script: string): string {
  const globs = /(^|\s)\$\w/.test(script) ? 'set -f; ' : '';
  return `sh -c ${quoteWord(globs + script)}`;
}
