import type { UsageError } from '../config/commandline/commandLine.ts';
import type { InitLine } from '../config/commandline/initLine.ts';
import { native } from '../native/index.ts';
import { takeInheritance } from './inheritance.ts';
import { runCommand } from './run.ts';
import { say } from './say.ts';
import { settleLater } from './settle.ts';
import { signalQueue } from './signals.ts';
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
  const started = startCommand(native, takeInheritance(native, command.length));
  if (!started.ok) {
    say(native, `tsupervisord: ${started.message}\n`);
    native.exitNow(started.status);
  }
  runCommand(native, { settings, signals, ...started });
  settleLater(native);
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
