/**
 * Text as XML carries it. A carriage return is written as a reference, since parsers turn a bare one into a line feed.
 * What XML cannot carry at all (controls, lone surrogates, U+FFFE, U+FFFF) becomes U+FFFD: the output of a program may
 * hold anything, and a client that cannot parse the answer gets none of it.
 */
export function escapeText(text: string): string {
  return PLAIN.test(text) ? text : escapeSlowly(text);
}

/** Surrogates are not in here: most of them come in pairs and are fine, which takes a closer look. */
const PLAIN = /^[^&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*$/;

const MARKUP = /[&<>\r]/g;
const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
const IMPOSSIBLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu;

function escapeSlowly(text: string): string {
  return text.replace(MARKUP, (character) => REFERENCES[character] ?? character).replace(IMPOSSIBLE, '\ufffd');
}
