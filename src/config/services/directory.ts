import { readdirSync } from 'node:fs';
import { executable, exists, isDirectory } from '../files.ts';
import { join } from '../python/paths.ts';
import { signalNumber } from '../types/signal.ts';
import { formOf, readLine } from './form.ts';

/** A service directory as the options of a program. */
export interface Service {
  readonly name: string;
  readonly folder: string;
  /** As they would stand in a file, but for escaping. */
  readonly options: Readonly<Record<string, string>>;
  /** What is odd about it, and what to do. */
  readonly warnings: readonly (readonly [file: string, message: string, hint: string | null])[];
}

/** The service, and its logger where it has one. */
export function readService(name: string, folder: string): Service[] {
  if (!isDirectory(join(folder, 'log'))) return [serviceOf(name, folder, {})];
  const pipe = `${name}-log`;
  const logger = serviceOf(pipe, join(folder, 'log'), { stdin_pipe: pipe, ...LOGGER });
  // What cannot start holds nothing up, there as here.
  const starts = logger.options.autostart !== 'false' && executable(join(logger.folder, 'run'));
  const waits = starts ? { depends_on: pipe } : {};
  return [serviceOf(name, folder, { stdout_pipe: pipe, ...waits }), logger];
}

/** It ends by itself at the end of the pipe; the signals are for one that does not. */
const LOGGER = { stop_sequence: 'TERM:5, TERM:5' };

/** runsv starts what has ended again, at most once a second, for ever. */
const SUPERVISED = {
  autorestart: 'true',
  startsecs: '0',
  restart_forever: 'true',
  backoff_initial: '1',
  backoff_max: '1',
  stdout_logfile: '/dev/stdout',
  stdout_logfile_maxbytes: '0',
  stderr_logfile: '/dev/stderr',
  stderr_logfile_maxbytes: '0',
};

function serviceOf(name: string, folder: string, more: Readonly<Record<string, string>>): Service {
  const warnings: (readonly [string, string, string | null])[] = [];
  const options: Record<string, string> = {
    command: quoted(join(folder, 'run')),
    directory: folder,
    ...SUPERVISED,
    ...more,
  };
  checkRun(folder, warnings);
  for (const [file, read] of Object.entries(FILES)) {
    const path = join(folder, file);
    if (exists(path)) read({ folder, path, options, warnings });
  }
  return { name, folder, options, warnings };
}

interface Found {
  readonly folder: string;
  readonly path: string;
  readonly options: Record<string, string>;
  readonly warnings: (readonly [file: string, message: string, hint: string | null])[];
}

function checkRun(folder: string, warnings: Found['warnings']): void {
  const run = join(folder, 'run');
  if (!exists(run)) warnings.push([run, 'there is no such file, so that the service cannot start', 'add it']);
  else if (!executable(run))
    warnings.push([run, 'it is not executable, so that the service cannot start', `chmod +x ${run}`]);
  else if (!/^(#!|\x7fELF|$)/.test(readLine(run) ?? ''))
    warnings.push([run, 'it is no program and does not begin with #!, so that the service cannot start', '#!/bin/sh']);
}

/** What each file of a directory becomes. */
const FILES: Readonly<Record<string, (found: Found) => void>> = {
  down: ({ options }) => {
    options.autostart = 'false';
  },
  finish: (found) => {
    const { folder, path, options, warnings } = found;
    if (!executable(path)) {
      warnings.push([path, 'it is not executable, and is not run', `chmod +x ${path}`]);
      return;
    }
    options.finish = quoted(path);
    options.finish_arguments = formOf(folder);
    if (options.finish_arguments === 's6')
      options.finish_timeout = milliseconds(readLine(join(folder, 'timeout-finish'))) ?? '5';
  },
  check: ({ path, options }) => {
    options.ready = `exec:${quoted(path)}`;
  },
  'notification-fd': (found) => {
    const text = readLine(found.path) ?? '';
    if (/^\d+$/.test(text) && Number(text) > 2 && Number(text) < 256) {
      delete found.options.ready;
      found.options.notify_fd = text;
    } else refuse(found, text, 'a descriptor from 3 to 255');
  },
  'timeout-kill': (found) => {
    const seconds = milliseconds(readLine(found.path));
    if (seconds === null) refuse(found, readLine(found.path) ?? '', 'milliseconds');
    // 0: it is never killed.
    else found.options.stopwaitsecs = seconds === '0' ? '86400' : String(Math.ceil(Number(seconds)));
  },
  'down-signal': (found) => {
    const text = (readLine(found.path) ?? '').replace(/^SIG/, '');
    if (isSignal(text)) found.options.stopsignal = text;
    else refuse(found, text, 'a signal such as TERM');
  },
  env: ({ path, options }) => {
    if (isDirectory(path)) options.environment_file = `-${path}`;
  },
  control: ({ path, warnings }) => {
    const names = list(path);
    if (names.length === 0) return;
    const hint = 'stopsignal and stop_sequence say what it gets';
    warnings.push([path, `signals are sent as they are: ${names.join(', ')} in it have no effect`, hint]);
  },
  'flag-newpidns': ({ path, warnings }) => {
    warnings.push([path, 'it gets no PID namespace of its own', null]);
  },
};

function refuse({ path, warnings }: Found, text: string, expected: string): void {
  warnings.push([path, `it says ${JSON.stringify(text)} and has no effect`, `expected ${expected}`]);
}

function milliseconds(text: string | null): string | null {
  return text !== null && /^\d+$/.test(text) ? String(Number(text) / 1000) : null;
}

function isSignal(text: string): boolean {
  try {
    return signalNumber(text) > 0;
  } catch {
    // The caller says so, with the file.
    return false;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // A file, or not for our eyes: nothing that could have an effect.
    return [];
  }
}

/** A path as one word of a command. */
function quoted(path: string): string {
  return /[\s'"\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : path;
}
