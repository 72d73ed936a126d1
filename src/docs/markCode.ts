/**
 * Puts backticks around the words of a row's sentence that are code by their looks: `stdout_tee`, `%(here)s`, `READY=1`,
 * `/dev/stdout`. The rows themselves have none, because the sample file and the help texts show them as they are.
 */
export function markCode(sentence: string): string {
  if (sentence.includes('`')) return sentence;
  return sentence.replaceAll(/\S+/g, (word) => {
    const [, before = '', inner = '', after = ''] = /^(["'(]*)(.*?)([.,;:]*)$/.exec(word) ?? [];
    const closing = closers(inner);
    const code = inner.slice(0, inner.length - closing.length);
    return LOOKS_LIKE_CODE.test(code) ? `${before}\`${code}\`${closing}${after}` : word;
  });
}

/** Closing quotes and brackets that were not opened within the word. */
function closers(word: string): string {
  const [found = ''] = /["')]*$/.exec(word) ?? [];
  return word.includes('(') && !word.startsWith('(') ? '' : found;
}

const LOOKS_LIKE_CODE =
  /[\w%*\]]:[\w[/\\]|[a-z0-9]_\w|\w=|^%\(|^--?\w|^\/\w|^\.\/|^:[a-z]+$|^@\w|^\[.+\]$|^[*?]$|^[A-Z]+_[A-Z_]+$/;
