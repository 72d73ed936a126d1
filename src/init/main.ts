import type { UsageError } from '../config/commandline/commandLine.ts';
import type { InitLine } from '../config/commandline/initLine.ts';
import type { InitSettings } from '../config/commandline/initOptions.ts';
import { native, type Reaped } from '../native/index.ts';
import { takeInheritance } from './inheritance.ts';
import type { Failed } from './keep.ts';
import { runCommand } from './run.ts';
import { say } from './say.ts';
import { settleLater } from './settle.ts';
import { type SignalQueue, signalQueue } from './signals.ts';
import { startCommand } from './start.ts';

const USAGE = 2;

/** Init mode: one command, its signals, its orphans and its exit code. */
export function main(line: InitLine | UsageError): void {
  // Before anything else: PID 1 ignores a signal that nobody handles.
  const signals = signalQueue(native);
  if (line.kind === 'usage-error') {
    say(native, line.text);
    native.exitNow(USAGE);
  }
  const { settings, command } = line;
  adopt(settings.subreaper);
  if (settings.parentDeathSignal !== null) native.setParentDeathSignal(settings.parentDeathSignal);
  const inheritance = takeInheritance(native, command.length);
  const begin = Date.now();
  const started = startCommand(native, inheritance);
  if (!started.ok) {
    if (settings.keep !== null) {
      keep(settings, signals, { ...inheritance, begin, end: null, error: started.message, code: started.status });
      return;
    }
    say(native, `tsupervisord: ${started.message}\n`);
    native.exitNow(started.status);
  }
  const failed = (end: Reaped, code: number): void =>
    keep(settings, signals, { ...inheritance, begin, end, error: null, code });
  runCommand(native, { settings, signals, ...started, failed });
  settleLater(native);
}

/** Stays, with the scene of the accident at hand; the code for that is loaded now. */
function keep(settings: InitSettings, signals: SignalQueue, failure: Failed): void {
  import('./keep.ts')
    .then(({ keepUp }) => keepUp(native, settings, signals, failure))
    .catch((error: unknown) => {
      say(native, `tsupervisord: --keep: ${error instanceof Error ? error.message : String(error)}\n`);
      native.exitNow(failure.code);
    });
}

/** PID 1 gets every orphan anyway. */
function adopt(demanded: boolean): void {
  if (process.pid === 1) return;
  try {
    native.setSubreaper(true);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `tsupervisord: cannot become the reaper of orphans, which the first process of the system gets instead: ${reason}\n`;
    if (demanded) say(native, text); // the kernel is older than 3.4; nobody else needs to know
  }
}
