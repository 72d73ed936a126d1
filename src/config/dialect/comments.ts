import { isSpace, strip } from '../python/text.ts';

const PREFIXES = [';', '#'] as const;

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
  let positions = PREFIXES.map((prefix) => ({ prefix, at: -1 }));
  while (positions.length > 0) {
    positions = positions
      .map(({ prefix, at }) => ({ prefix, at: line.indexOf(prefix, at + 1) }))
      .filter((p) => p.at !== -1);
    const starts = positions.map((p) => p.at).filter((at) => at === 0 || isSpace(line.charAt(at - 1)));
    if (starts.length > 0) return Math.min(...starts);
  }
  return -1;
}
