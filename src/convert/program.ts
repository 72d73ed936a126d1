import { escapePercent } from '../config/dump/iniText.ts';
import { rlimits } from '../config/types/rlimits.ts';
import { signalNumber } from '../config/types/signal.ts';

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

/**
 * An end that is a success is no failed start, however soon it comes; after any other it is started again. `who` has it so.
 */
export function restartOnFailure(program: Program, who: string): void {
  Object.assign(program.options, { type: 'oneshot', autorestart: 'unexpected' });
  assumed(program, `type=oneshot: with ${who} an end that is a success is one however soon it comes, and nothing more`);
}

/** With or without SIG. */
export function setStopSignal(program: Program, text: string): void {
  const name = text.replace(/^SIG/, '');
  try {
    signalNumber(name);
    program.options.stopsignal = name;
  } catch {
    // A real-time signal with an offset, or none at all.
    lost(program, `the signal ${text}, which is not known here`);
  }
}

/** One limit more; what setrlimit(2) would refuse is said. */
export function addLimit(program: Program, name: string, soft: string, hard: string): void {
  const before = program.options.rlimits;
  const text = `${before === undefined ? '' : `${before}, `}${name}:${soft}${hard === soft ? '' : `:${hard}`}`;
  try {
    if (name === 'nofile' && [soft, hard].includes('unlimited')) throw new Error('the kernel wants a number there');
    rlimits(text);
    program.options.rlimits = text;
  } catch (error) {
    lost(program, `the limit ${name} ${soft}:${hard}: ${(error as Error).message}`);
  }
}

/** It may end whenever it likes: that is no failed start, and it is not tried again. */
export function mayEnd({ options }: Program): void {
  options.autorestart = 'false';
  options.startsecs = '0';
}

/** The text of an option with its percent signs as the dialect wants them. */
export function escaped({ expressions, options }: Program, key: string): string {
  const text = options[key] ?? '';
  return expressions.has(key) ? text : escapePercent(text);
}
