import { escapePercent } from '../config/dump/iniText.ts';

/** A program as it will stand in a section, with what has to be said about it. */
export interface Program {
  readonly name: string;
  /** The file it comes from, as it was named. */
  readonly from: string;
  /** Texts as they are meant: the writer escapes them. */
  readonly options: Record<string, string>;
  readonly environment: Record<string, string>;
  readonly notes: string[];
  /** It cannot run as it stands: its section is written as a comment. */
  inactive?: true;
  /** The value of these options has expressions that are to stay. */
  readonly expressions: Set<string>;
}

export interface Problem {
  readonly file: string;
  /** Null: the file as a whole. */
  readonly line: number | null;
  readonly message: string;
}

/** What a reader makes of what it was given. With a problem nothing is written. */
export interface Converted {
  readonly programs: readonly Program[];
  /** What concerns all of them. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

export interface ReaderContext {
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type Reader = (path: string, context: ReaderContext) => Converted;

export function newProgram(name: string, from: string): Program {
  const fit = fitName(name);
  const program: Program = { name: fit, from, options: {}, environment: {}, notes: [], expressions: new Set() };
  if (fit !== name) assumed(program, `the name ${name} has characters that a program's name cannot have`);
  return program;
}

/** Spaces, colons and slashes are refused, brackets and percent signs mean something. */
export function fitName(name: string): string {
  return name.replace(/[^\w.@+-]/g, '_');
}

/** What is in the source and not in the result. */
export function lost(program: Program, text: string): void {
  program.notes.push(`not carried over: ${text}`);
}

/** What is in the result and not in the source. */
export function assumed(program: Program, text: string): void {
  program.notes.push(`assumed: ${text}`);
}

/** The log of a container shows it, with the name of the program before each line. */
export function toConsole(program: Program): void {
  for (const stream of ['stdout', 'stderr']) consoleStream(program, stream);
}

export function consoleStream({ options }: Program, stream: string): void {
  options[`${stream}_logfile`] = `/dev/${stream}`;
  options[`${stream}_logfile_maxbytes`] = '0';
  options[`${stream}_format`] = 'prefix';
}

/** As its maker starts it again: always, and without an end. */
export function restartAlways({ options }: Program): void {
  options.autorestart = 'true';
  options.restart_forever = 'true';
}

/** It may end whenever it likes: that is no failed start. */
export function mayEnd({ options }: Program): void {
  options.autorestart = 'false';
  options.startsecs = '0';
}

/** The text of an option with its percent signs as the dialect wants them. */
export function escaped({ expressions, options }: Program, key: string): string {
  const text = options[key] ?? '';
  return expressions.has(key) ? text : escapePercent(text);
}
