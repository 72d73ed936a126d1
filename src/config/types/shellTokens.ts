import { BadValue } from '../problem.ts';

/** Letters of Latin-1 that Python's shlex counts as such (no `×` and `÷`). */
const WORD = /[A-Za-z0-9_/.+\-():\u00df-\u00f6\u00f8-\u00ff\u00c0-\u00d6\u00d8-\u00de]/;
const SPACE = /[ \t\r\n]/;

/**
 * Words as Python's `shlex.shlex(text, posix=True)` gives them with `/.+-():` among the word characters: quotes and
 * backslashes are resolved, `#` starts a comment, any other character is a token of its own.
 */
export function tokens(text: string): string[] {
  const scanner: Scanner = { characters: Array.from(text), at: 0, found: [] };
  while (scanner.at < scanner.characters.length) scanToken(scanner);
  return scanner.found;
}

interface Scanner {
  readonly characters: readonly string[];
  at: number;
  readonly found: string[];
}

function scanToken(scanner: Scanner): void {
  const character = scanner.characters[scanner.at] ?? '';
  if (SPACE.test(character)) scanner.at++;
  else if (character === '#') skipComment(scanner);
  else if (WORD.test(character) || QUOTING.test(character)) scanWord(scanner);
  else {
    scanner.found.push(character);
    scanner.at++;
  }
}

const QUOTING = /['"\\]/;

function skipComment(scanner: Scanner): void {
  const end = scanner.characters.indexOf('\n', scanner.at);
  scanner.at = end === -1 ? scanner.characters.length : end + 1;
}

/** A word goes on over quoted parts; only a quoted one may be empty. */
function scanWord(scanner: Scanner): void {
  let word = '';
  let quoted = false;
  for (;;) {
    const character = scanner.characters[scanner.at] ?? '';
    if (character === "'" || character === '"') {
      word += scanQuoted(scanner, character);
      quoted = true;
    } else if (character === '\\') word += scanEscaped(scanner);
    else if (WORD.test(character)) {
      word += character;
      scanner.at++;
    } else break;
  }
  if (word !== '' || quoted) scanner.found.push(word);
}

function scanEscaped(scanner: Scanner): string {
  const character = scanner.characters[scanner.at + 1];
  if (character === undefined) throw new BadValue('No escaped character', 'a backslash written as \\\\');
  scanner.at += 2;
  return character;
}

function scanQuoted(scanner: Scanner, quote: string): string {
  let text = '';
  for (scanner.at++; ; scanner.at++) {
    const character = scanner.characters[scanner.at];
    if (character === undefined) throw new BadValue('No closing quotation', `a closing ${quote}`);
    if (character === quote) break;
    if (character === '\\' && quote === '"') text += insideDouble(scanner);
    else text += character;
  }
  scanner.at++;
  return text;
}

/** Between double quotes a backslash escapes itself and the quote; before anything else it stays. */
function insideDouble(scanner: Scanner): string {
  const character = scanner.characters[++scanner.at];
  if (character === undefined) throw new BadValue('No escaped character', 'a backslash written as \\\\');
  return character === '"' || character === '\\' ? character : `\\${character}`;
}
