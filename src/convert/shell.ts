/** Words as a `command=` that means just these. */
export function commandText(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

/** In the dialect a `$` means nothing, and between double quotes only `"` and the backslash do. */
export function quoteWord(word: string): string {
  if (word !== '' && !/[\s'"\\]/.test(word) && !/^[;#]/.test(word)) return word;
  if (!word.includes("'")) return `'${word}'`;
  return `"${word.replace(/["\\]/g, '\\$&')}"`;
}

/** Runs a script, without a shell beside it where the script is one command. */
export function shellCommand(script: string): string {
  return commandText(['sh', '-c', withExec(script)]);
}

/** A line that is meant for a shell, run with one only where it makes a difference. */
export function lineCommand(line: string): string {
  const command = line.replace(/^exec\s+(?!-)/, '');
  return needsShell(command) ? shellCommand(line) : command;
}

export function needsShell(line: string): boolean {
  const bare = unquoted(line);
  return bare === null || /[$`\n|&;<>()*?[\]{}!]|(^|\s)[#~]/.test(bare) || LEADING.test(bare) || BUILTIN.test(bare);
}

/** Assignments in front of a command. */
const LEADING = /^\s*\w+=/;
const BUILTIN =
  /^\s*(\.|:|\[|alias|break|case|cd|command|continue|echo|eval|exec|exit|export|false|for|if|printf|read|readonly|set|shift|source|test|times|trap|true|type|ulimit|umask|unset|until|wait|while)(\s|$)/;

/** One command, so that the shell can make way for it: signals reach the program itself then. */
export function withExec(script: string): string {
  const bare = unquoted(script);
  if (bare === null || /[\n|&;(){}!]|(^|\s)#/.test(bare) || /\$\(|`/.test(script)) return script;
  const [assignments = ''] = /^\s*(\w+=("[^"]*"|'[^']*'|[^\s'"\\])*\s+)*/.exec(script) ?? [];
  const command = script.slice(assignments.length);
  return command === '' || BUILTIN.test(command) || LEADING.test(command) ? script : `${assignments}exec ${command}`;
}

/**
 * The line with what cannot mean anything to a shell replaced; a `$` or a backquote counts between double quotes too,
 * escaped or not. Null: a quote is not closed.
 */
function unquoted(line: string): string | null {
  const bare = line.replace(/\\[^\n]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"/g, (piece) =>
    piece.startsWith('"') && /[$`]|\\\n/.test(piece) ? '$' : '_',
  );
  return /['"\\]/.test(bare) ? null : bare;
}
