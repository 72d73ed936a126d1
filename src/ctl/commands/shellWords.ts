import { commandWords } from '../../config/commandWords.ts';

export interface ShellWish {
  readonly name: string | null;
  /** Empty: a shell. */
  readonly words: readonly string[];
}

/** Reads what stands after `shell`; a text is what is wrong with it. */
export function shellWish(given: readonly string[]): ShellWish | string {
  const dashes = given.indexOf('--');
  const [name = null, ...more] = dashes === -1 ? given : given.slice(0, dashes);
  const words = dashes === -1 ? [] : given.slice(dashes + 1);
  if (name?.startsWith('-')) return `ERROR: shell has no option ${name}`;
  if (more.length > 0)
    return `ERROR: shell takes one process; write -- before a command, as in shell ${name} -- ${more.join(' ')}`;
  if (dashes !== -1 && words.length === 0) return 'ERROR: no command stands behind --';
  return { name, words };
}

/** The words of a command line, or of a line that was typed at our prompt: quotes hold there as in a shell. */
export function wordsAfterShell(commandLine: readonly string[] | null, arg: string): readonly string[] {
  const [action, ...words] = commandLine ?? [];
  return action === 'shell' ? words : commandWords(arg);
}
