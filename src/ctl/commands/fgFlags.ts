export interface FgFlags {
  readonly names: readonly string[];
  /** The bytes that they send. */
  readonly detachKeys: Buffer;
}

/** Docker's. */
const DEFAULT_KEYS = 'ctrl-p,ctrl-q';
const FLAG = '--detach-keys=';

/** Reads the words after `fg`; a text is what is wrong with them. */
export function fgFlags(words: readonly string[]): FgFlags | string {
  const flags = words.filter((word) => word.startsWith(FLAG));
  const text = flags.at(-1)?.slice(FLAG.length) ?? DEFAULT_KEYS;
  const keys = text.split(',').map(byteOf);
  const bytes = keys.flatMap((key) => key ?? []);
  if (bytes.length < keys.length) {
    return `ERROR: ${FLAG}${text} is no sequence of keys: expected single characters and ctrl-<key>, as in ${DEFAULT_KEYS}`;
  }
  return { names: words.filter((word) => !word.startsWith(FLAG)), detachKeys: Buffer.from(bytes) };
}

/** A printable character, or `ctrl-` with a letter or one of @[\]^_. */
function byteOf(key: string): number | null {
  if (/^[!-~]$/.test(key)) return key.charCodeAt(0);
  const control = /^ctrl-([a-z@[\\\]^_])$/i.exec(key)?.[1];
  return control === undefined ? null : control.toUpperCase().charCodeAt(0) & 0x1f;
}
