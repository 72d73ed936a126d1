import { isSpace, strip } from '../python/text.ts';

/**
 * Where the comment of a line starts: 0 for a comment line, else the position of an inline comment, or -1.
 *
 * The reference looks for the next `;` and the next `#` in rounds and stops after the first round in which one of them
 * follows white space, so that the earlier of two comments is not always the one that counts.
 */
export function commentStart(line: string): number {
  if (!line.includes(';') && !line.includes('#')) return -1;
  const inline = inlineComment(line);
  const first = strip(line).charAt(0);
  return first === ';' || first === '#' ? 0 : inline;
}

function inlineComment(line: string): number {
  let semicolon = line.indexOf(';');
  let hash = line.indexOf('#');
  while (semicolon !== -1 || hash !== -1) {
    const first = startsComment(line, semicolon);
    const second = startsComment(line, hash);
    if (first || second) return first && second ? Math.min(semicolon, hash) : first ? semicolon : hash;
    semicolon = next(line, ';', semicolon);
    hash = next(line, '#', hash);
  }
  return -1;
}

function startsComment(line: string, at: number): boolean {
  return at === 0 || (at > 0 && isSpace(line.charAt(at - 1)));
}

function next(line: string, mark: string, at: number): number {
  return at === -1 ? -1 : line.indexOf(mark, at + 1);
}
