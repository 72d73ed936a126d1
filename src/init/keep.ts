import { readFileSync } from 'node:fs';
import type { InitSettings } from '../config/commandline/initOptions.ts';
import { decodeWaitStatus } from '../model/waitStatus.ts';
import type { Native, Reaped } from '../native/index.ts';
import { openBook } from '../scene/book.ts';
import { makeKeepFolder } from '../scene/keepFolder.ts';
import type { Scene } from '../scene/record.ts';
import { brief } from '../scene/tell.ts';
import { duration } from '../scene/units.ts';
import type { Inheritance } from './inheritance.ts';
import { sceneOfCommand } from './keepScene.ts';
import { say } from './say.ts';
import type { SignalQueue } from './signals.ts';

/** A command that has failed, or could not be run (`end` null, with the reason). */
export interface Failed extends Inheritance {
  /** Wall milliseconds of its start. */
  readonly begin: number;
  readonly end: Reaped | null;
  readonly error: string | null;
  /** What to exit with. */
  readonly code: number;
}

type Calls = Pick<Native, 'tryWrite' | 'reap' | 'exitNow' | 'ownsTerminal' | 'giveTerminal'>;

/** Tells why the command failed, keeps the record of it, and stays for that long, or until a signal comes. */
export function keepUp(native: Calls, settings: InitSettings, signals: SignalQueue, failed: Failed): void {
  const end = (): never => native.exitNow(failed.code);
  takeTerminal(native);
  signals.deliver((signal) => {
    if (signal === SIGCHLD) reap(native, settings);
    else if (ends(settings.rewrite.get(signal) ?? signal)) end();
  });
  reap(native, settings); // some may have ended while this was loaded
  const until = staying(settings.keep ?? 0);
  const scene = record(native, failed, until);
  const rest = `The container stays up ${until}, then exits with status ${failed.code}. 'tsupervisorctl why' in it tells more.`;
  const lines = ['', ...brief(scene, Date.now()), '', rest, ''];
  say(native, lines.map((line) => (line === '' ? '\n' : `tsupervisord: ${line}\n`)).join(''));
  after((settings.keep ?? 0) * 1000, end);
}

function staying(seconds: number): string {
  const time = seconds === Number.POSITIVE_INFINITY ? '' : `for ${duration(seconds * 1000)} or `;
  return `${time}until a signal ends it (--keep)`;
}

/** Where it cannot be kept it is told at least. */
function record(native: Calls, failed: Failed, until: string): Scene {
  const { folder, problem } = makeKeepFolder();
  const warn = (message: string): void => say(native, `tsupervisord: ${message}\n`);
  if (problem !== null) warn(problem);
  const book = openBook({ scene_dir: folder, scene_max: MOST, scene_age: Number.POSITIVE_INFINITY }, new Map(), warn);
  let made: Scene | null = null;
  const { id } = book.add(subject(failed), (before) => {
    made = sceneOfCommand(failed, subject(failed).process, `the container stays up ${until}`, before);
    return made;
  });
  return made ?? (book.get(id) as Scene);
}

/** A container that is started again and again leaves no more than this. */
const MOST = 20;

/** The name of the program, without its directories. */
function subject({ argv }: Failed): { readonly group: string; readonly process: string } {
  const name = Buffer.from(argv[0] ?? []).toString();
  const process = name.slice(name.lastIndexOf('/') + 1) || 'command';
  return { group: process, process };
}

const SIGCHLD = 17;
/** PIPE, and those that by default do nothing, stop or continue: CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, WINCH. */
const HARMLESS: ReadonlySet<number> = new Set([0, 13, 17, 18, 19, 20, 21, 22, 23, 28]);

function ends(signal: number): boolean {
  return !HARMLESS.has(signal);
}

function reap(native: Calls, { warnOnReap }: InitSettings): void {
  for (const { pid, status } of native.reap()) {
    const { description } = decodeWaitStatus(status);
    if (warnOnReap) say(native, `tsupervisord: reaped orphan ${pid} (${description})\n`);
  }
}

/** The command's group had it: without a group in the foreground ^C would go nowhere. */
function takeTerminal({ giveTerminal }: Calls): void {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  giveTerminal(0, group); // an errno where there is no terminal: then there is nothing to take
}

/** setTimeout overflows beyond this. */
const LONGEST_MS = 2 ** 31 - 1;

function after(milliseconds: number, run: () => void): void {
  const now = Math.min(milliseconds, LONGEST_MS);
  setTimeout(() => (milliseconds > now ? after(milliseconds - now, run) : run()), now);
}
