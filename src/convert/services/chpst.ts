import { assumed, type Program } from '../program.ts';

/** Takes chpst's options (chpst(8)) off the front of a command, where each has a counterpart; else it stays. */
export function takeChpst(program: Program, words: readonly string[]): readonly string[] {
  if (!/^((\/usr)?\/bin\/|\/sbin\/)?chpst$/.test(words[0] ?? '')) return words;
  const read = readOptions(words.slice(1));
  if (read === null) return words;
  const limits: string[] = [];
  for (const [letter, value] of read.given) {
    const name = LIMITS[letter];
    if (name !== undefined) limits.push(`${name}:${value}`);
    if (letter === 'u') setUser(program, value);
    if (letter === 'n') {
      program.options.nice = value;
      assumed(program, `chpst -n ${value} adds to a niceness of 0`);
    }
    if (letter === 'C') program.options.directory = value;
  }
  if (limits.length > 0) program.options.rlimits = limits.join(', ');
  return takeChpst(program, read.rest);
}

const LIMITS: Readonly<Record<string, string>> = {
  o: 'nofile',
  p: 'nproc',
  d: 'data',
  f: 'fsize',
  c: 'core',
  t: 'cpu',
  r: 'rss',
};
/** Those with a value; `m` is several limits at once, and others have no counterpart. */
const KNOWN = /^[uonpdfctrC]$/;

function setUser(program: Program, value: string): void {
  const [user = '', group] = value.split(':');
  program.options.user = user;
  if (group !== undefined && group !== user) {
    program.notes.push(`not carried over: the group ${group} of chpst -u; it gets the groups of the user`);
  }
}

interface Read {
  readonly given: readonly (readonly [letter: string, value: string])[];
  readonly rest: readonly string[];
}

function readOptions(words: readonly string[]): Read | null {
  const given: (readonly [string, string])[] = [];
  let at = 0;
  for (; words[at]?.startsWith('-') === true; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    const letter = word.charAt(1);
    if (!KNOWN.test(letter)) return null;
    const value = word.length > 2 ? word.slice(2) : words[++at];
    // A user that starts with a colon is a number.
    if (value === undefined || value === '') return null;
    given.push([letter, letter === 'u' ? value.replace(/^:/, '') : value]);
  }
  return at >= words.length ? null : { given, rest: words.slice(at) };
}
