export interface CommandLine {
  readonly words: readonly string[];
  /** What compose passes over: it begins with an operator of the shell. */
  readonly rest: string;
}

/**
 * Splits a `command` or `entrypoint` that is one line as compose does (go-shellwords): no shell, a backslash quotes the next
 * character also between double quotes, `$(…)` and backquotes keep their text together, and the line ends for compose at
 * `;`, `&`, `|`, `<` or `>`. Throws Error with what is wrong.
 */
export function commandLine(line: string): CommandLine {
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  for (; at < line.length; at++) {
    if (END.test(line.charAt(at))) break;
    const [piece = '', space] = PIECE.exec(line.slice(at)) ?? [];
    if (piece === '') throw new Error(`a ${line.charAt(at)} has no counterpart: ${line}`);
    if (space === undefined) word = (word ?? '') + textOf(piece);
    else if (word !== null) {
      words.push(word);
      word = null;
    }
    at += piece.length - 1;
  }
  // The number of a descriptor before it goes with it.
  const isNumber = line.charAt(at) === '>' && /^\d/.test(word ?? '');
  if (word !== null && !isNumber) words.push(word);
  return { words, rest: line.slice(at) };
}

const END = /[;&|<>]/;
const PIECE = /^(?:(\s+)|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\$\([^)]*\)|`[^`]*`|[^\s\\'"`();&|<>$]+|\$)/;

function textOf(piece: string): string {
  if (/^'/.test(piece)) return piece.slice(1, -1);
  if (/^"/.test(piece)) return piece.slice(1, -1).replace(/\\([\s\S])/g, '$1');
  return /^\\/.test(piece) ? piece.slice(1) : piece;
}
