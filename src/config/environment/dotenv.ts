import { VARIABLE } from '../types/environmentFiles.ts';

export interface Dotenv {
  readonly variables: Readonly<Record<string, string>>;
  readonly problems: readonly DotenvProblem[];
}

export interface DotenvProblem {
  readonly line: number;
  readonly message: string;
}

/**
 * `NAME=value` lines as dotenv, `docker --env-file` and `docker compose` take them: comments, `export`, three kinds of
 * quotes, also over several lines. Values are never expanded: a `$` is a `$`. What is wrong with a line is told without
 * the line: it may hold a secret.
 */
export function parseDotenv(text: string): Dotenv {
  const scan: Scan = { text: text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'), at: 0, variables: {}, problems: [] };
  while (scan.at < scan.text.length) readLine(scan);
  return { variables: scan.variables, problems: scan.problems };
}

interface Scan {
  readonly text: string;
  at: number;
  readonly variables: Record<string, string>;
  readonly problems: DotenvProblem[];
}

const BLANK = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;
const ASSIGNMENT = /[^\S\n]*(?:export[^\S\n]+)?([^\s=]+)[^\S\n]*=/y;
/** A name alone: the program has it from the daemon, as with docker, if the daemon has it. */
const NAME_ALONE = /[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_][A-Za-z0-9_.-]*)[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;

function readLine(scan: Scan): void {
  if (take(scan, BLANK) !== null) return;
  const start = scan.at;
  const assignment = take(scan, ASSIGNMENT);
  if (assignment === null) {
    if (take(scan, NAME_ALONE) === null) refuse(scan, start, 'no NAME=value');
    return;
  }
  const name = assignment[1] ?? '';
  if (!VARIABLE.test(name)) refuse(scan, start, 'a name with other characters than letters, digits, _, - and .');
  else readValue(scan, start, name);
}

function readValue(scan: Scan, start: number, name: string): void {
  const mark = take(scan, OPENING)?.[1] ?? '';
  const quoted = QUOTED[mark];
  if (quoted === undefined) {
    define(scan, start, name, readPlain(scan));
    return;
  }
  const value = take(scan, quoted)?.[1];
  if (value === undefined) refuse(scan, start, `no closing ${mark} for the value of ${name}`);
  else if (take(scan, BLANK) === null) refuse(scan, start, `text behind the closing ${mark} of the value of ${name}`);
  else define(scan, start, name, mark === '"' ? unescaped(value) : value);
}

const OPENING = /[^\S\n]*(["'`])/y;

const QUOTED: Readonly<Record<string, RegExp>> = {
  "'": /([^']*)'/y,
  '`': /([^`]*)`/y,
  '"': /((?:[^"\\]+|\\[\s\S])*)"/y,
};

/** Anything else behind a backslash stays as it is, with it. */
function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (both, character: string) => ESCAPES[character] ?? both);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' };

/** Up to the end of the line or to a `#` behind white space; white space around it does not count. */
function readPlain(scan: Scan): string {
  const line = take(scan, REST)?.[0] ?? '';
  const comment = line.search(/\s#/);
  return (comment === -1 ? line : line.slice(0, comment)).trim();
}

const REST = /[^\n]*/y;

function define(scan: Scan, start: number, name: string, value: string): void {
  if (value.includes('\0')) refuse(scan, start, `the value of ${name} holds a NUL byte`);
  // Not by assignment: `__proto__` is a name like any other.
  else Object.defineProperty(scan.variables, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Goes on with the line after the one that it began in. */
function refuse(scan: Scan, start: number, message: string): void {
  scan.problems.push({ line: scan.text.slice(0, start).split('\n').length, message });
  const end = scan.text.indexOf('\n', start);
  scan.at = end === -1 ? scan.text.length : end + 1;
}

function take(scan: Scan, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.text);
  if (found !== null) scan.at = pattern.lastIndex;
  return found;
}
