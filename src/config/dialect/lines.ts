/** Lines with their line feeds, after universal newlines: what iterating over an open text file gives in Python. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  const unified = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  let start = 0;
  for (let end = unified.indexOf('\n'); end !== -1; end = unified.indexOf('\n', start)) {
    lines.push(unified.slice(start, end + 1));
    start = end + 1;
  }
  if (start < unified.length) lines.push(unified.slice(start));
  return lines;
}
