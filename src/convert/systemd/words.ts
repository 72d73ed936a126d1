/**
 * Splits a line as systemd does (systemd.service(5), "Command lines"): quotes around words or parts of them, escapes as in
 * C. Throws Error where a quote is not closed.
 */
export function unitWords(line: string): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < line.length) {
    while (/\s/.test(line.charAt(at))) at++;
    if (at >= line.length) break;
    const word = readWord(line, at);
    words.push(word.text);
    at = word.end;
  }
  return words;
}

function readWord(line: string, from: number): { text: string; end: number } {
  let text = '';
  let quote = '';
  let at = from;
  for (; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '\\') {
      const found = readEscape(line, at);
      text += found.text;
      at = found.end - 1;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else text += character;
    } else if (character === '"' || character === "'") quote = character;
    else if (/\s/.test(character)) break;
    else text += character;
  }
  if (quote !== '') throw new Error(`a ${quote} is not closed`);
  return { text: text === ';' && at - from > 1 ? '\\;' : text, end: at };
}

function readEscape(line: string, at: number): { text: string; end: number } {
  const [all, hex, octal, u4, u8] = NUMERIC.exec(line.slice(at)) ?? [];
  if (all !== undefined) {
    const code = Number.parseInt(hex ?? octal ?? u4 ?? u8 ?? '0', octal === undefined ? 16 : 8);
    return { text: String.fromCodePoint(code), end: at + all.length };
  }
  const next = line.charAt(at + 1);
  return { text: SIMPLE[next] ?? `\\${next}`, end: at + 2 };
}

const NUMERIC = /^\\(?:x([0-9a-f]{2})|([0-7]{3})|u([0-9a-f]{4})|U([0-9a-f]{8}))/i;

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
  // Kept for `command`, which takes a lone one for a separator.
  ';': '\\;',
};
