import { commandWords } from '../../config/commandWords.ts';
import { needsShell } from '../shell.ts';

/** What a run script does where it does nothing but become a program. */
export interface PlainScript {
  readonly words: readonly string[];
  /** `exec 2>&1`. */
  readonly stderrToStdout: boolean;
  /** `cd` before it. */
  readonly directory: string | null;
}

/** Null: it does more, or in another language than the shell's. */
export function plainScript(text: string): PlainScript | null {
  const [first = '', ...rest] = text.replace(/\\\n\s*/g, ' ').split('\n');
  if (!/^#!\s*(\/usr)?\/bin\/(env )?(sh|bash|dash)(\s+-e)?\s*$/.test(first)) return null;
  const lines = rest.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  let stderrToStdout = false;
  let directory: string | null = null;
  for (const [index, line] of lines.entries()) {
    const cd = /^cd (\/[\w./-]+)$/.exec(line)?.[1];
    if (/^exec\s+2>&1$/.test(line)) stderrToStdout = true;
    else if (cd !== undefined) directory = cd;
    else if (/^set -e[ux]*$/.test(line)) continue;
    else if (index === lines.length - 1 && line.startsWith('exec ')) {
      const [command, merged] = withoutRedirection(line.slice('exec '.length).trim());
      if (command === '' || command.startsWith('-') || needsShell(command)) return null;
      return { words: commandWords(command), stderrToStdout: stderrToStdout || merged, directory };
    } else return null;
  }
  return null;
}

function withoutRedirection(command: string): [command: string, merged: boolean] {
  const without = command.replace(/\s+2>&1$/, '');
  return [without, without !== command];
}
