/** Python's repr() of bytes: `b'hi\xff\n'`. */
export function pythonBytesRepr(bytes: Uint8Array): string {
  const quote = bytes.includes(SINGLE) && !bytes.includes(DOUBLE) ? DOUBLE : SINGLE;
  let body = '';
  for (const byte of bytes) body += byte === quote ? `\\${String.fromCharCode(byte)}` : WORDS[byte];
  const mark = String.fromCharCode(quote);
  return `b${mark}${body}${mark}`;
}

const SINGLE = 0x27;
const DOUBLE = 0x22;
const SHORT: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };

const WORDS = Array.from({ length: 256 }, (_, byte) => {
  if (SHORT[byte] !== undefined) return SHORT[byte];
  const printable = byte >= 0x20 && byte < 0x7f;
  return printable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
});
