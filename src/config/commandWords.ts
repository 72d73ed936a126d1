/**
 * Splits a `command=` into words as the reference does (Python's shlex.split in POSIX mode: no comments, no expansion,
 * no `$'…'`). Throws Error with Python's own text, 'No closing quotation' or 'No escaped character'.
 */
export function commandWords(command: string): string[] {
  const words: string[] = [];
  for (let at = skipBlanks(command, 0); at < command.length; at = skipBlanks(command, at)) {
    const word = readWord(command, at);
    words.push(word.text);
    at = word.end;
  }
  return words;
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

const BLANKS = ' \t\r\n';

function skipBlanks(command: string, from: number): number {
  let at = from;
  while (at < command.length && BLANKS.includes(command.charAt(at))) at++;
  return at;
}

function readWord(command: string, from: number): Piece {
  let text = '';
  let at = from;
  while (at < command.length && !BLANKS.includes(command.charAt(at))) {
    const piece = readPiece(command, at);
    text += piece.text;
    at = piece.end;
  }
  return { text, end: at };
}

function readPiece(command: string, at: number): Piece {
  const character = command.charAt(at);
  if (character === "'") return singleQuoted(command, at + 1);
  if (character === '"') return doubleQuoted(command, at + 1);
  if (character === '\\') return { text: escaped(command, at + 1), end: at + 2 };
  return { text: character, end: at + 1 };
}

function singleQuoted(command: string, from: number): Piece {
  const end = command.indexOf("'", from);
  if (end === -1) throw new Error('No closing quotation');
  return { text: command.slice(from, end), end: end + 1 };
}

function doubleQuoted(command: string, from: number): Piece {
  let text = '';
  for (let at = from; at < command.length; at++) {
    const character = command.charAt(at);
    if (character === '"') return { text, end: at + 1 };
    if (character !== '\\') {
      text += character;
      continue;
    }
    const next = escaped(command, ++at);
    text += next === '"' || next === '\\' ? next : `\\${next}`;
  }
  throw new Error('No closing quotation');
}

function escaped(command: string, at: number): string {
  if (at >= command.length) throw new Error('No escaped character');
  return command.charAt(at);
}
