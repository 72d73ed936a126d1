import { isSpace, strip } from '../python/text.ts';

/** Expands to nothing, and so keeps apart what would mean something else side by side. */
const NOTHING = '%(here).0s';

/** A text that stands for itself where expressions are expanded. */
export function escapePercent(text: string): string {
  return text.replaceAll('%', '%%');
}

/**
 * Writes a value so that RawConfigParser reads it back as it is. The dialect has no escapes: where white space at an end
 * or a `;` or `#` behind white space would be lost, an expression that expands to nothing stands in between. Null where
 * that does not help, or `here` would be needed and cannot be named.
 */
export function iniText(value: string, canNameHere: boolean): string | null {
  if (value.includes('\r')) return null;
  const lines = value.split('\n');
  const guarded = lines.map((line, index) => guardLine(line, index > 0 && index === lines.length - 1));
  const needed = guarded.some((line, index) => line !== lines[index]);
  return needed && !canNameHere ? null : guarded.join('\n\t');
}

/** An empty line inside a value is kept as it is; at its end it would be cut off. */
function guardLine(line: string, last: boolean): string {
  if (line === '') return last ? NOTHING : line;
  const inner = line.replace(/[;#]/g, (mark, at: number) => (startsComment(line, at) ? NOTHING + mark : mark));
  return strip(inner) === inner ? inner : NOTHING + inner + NOTHING;
}

function startsComment(line: string, at: number): boolean {
  return at === 0 || isSpace(line.charAt(at - 1));
}
