import { closeSync, openSync, writeSync } from 'node:fs';
import type { Native } from '../native/index.ts';
import type { Log } from '../process/context.ts';
import { executable } from '../util/executable.ts';
import { type Launch, launchMessage } from '../util/launch.ts';
import { pythonRepr } from '../util/pythonRepr.ts';

/**
 * Daemon mode. Node cannot fork, so the process that was started checks the configuration, starts itself again in a
 * session of its own and waits until that one says that it is up, or ends.
 */

/** Names the descriptor on which the process in the background reports; set only in its environment. */
const REPORT_VARIABLE = 'TSUPERVISORD_REPORT_FD';
const REPORT_FD = 3;

/** Starts the daemon in the background and returns its pid; `done` gets this process's own exit status. */
export function launchInBackground(native: Native, launch: Launch, done: (status: number) => void): number {
  const [read, write] = native.pipe();
  const nothing = openSync('/dev/null', 'r');
  const result = native.spawn({
    file: process.execPath,
    argv: [
      process.argv0,
      ...(executable() ? [] : [...process.execArgv, ...process.argv.slice(1, 2)]),
      ...process.argv.slice(2),
    ],
    envp: environment(launch),
    fds: [nothing, 1, 2, write],
    leader: 'session',
  });
  closeSync(write);
  closeSync(nothing);
  if (result.pid === undefined)
    throw new Error(`could not start the process in the background (errno ${result.errno})`);
  native.openPump(read, { kind: 'data' }, { onData: () => done(0), onEnd: () => exitLike(native, done) });
  return result.pid;
}

/** It closed its end without a word: it has said why on stderr, and ends, or has ended. */
function exitLike(native: Native, done: (status: number) => void): void {
  const status = native.reap()[0]?.status;
  if (status === undefined) setTimeout(exitLike, 5, native, done);
  else done((status & 0x7f) === 0 ? status >> 8 : 1);
}

function environment(launch: Launch): string[] {
  const message = launchMessage(launch);
  const added = {
    [REPORT_VARIABLE]: String(REPORT_FD),
    ...(message === undefined ? {} : { TSUPERVISORD_LAUNCH: message }),
  };
  return Object.entries({ ...process.env, ...added }).map(([name, value]) => `${name}=${value}`);
}

/** True in the process that was started in the background; must be asked once, before children inherit the variable. */
export function takeBackground(env: NodeJS.ProcessEnv): boolean {
  const is = env[REPORT_VARIABLE] !== undefined;
  delete env[REPORT_VARIABLE];
  return is;
}

/** What the reference does between its fork and its pidfile: directory, descriptors, umask, with its messages. */
export function detach(
  native: Native,
  log: Log,
  settings: { readonly directory: string | null; readonly umask: number },
): void {
  log.info('daemonizing the supervisord process');
  if (settings.directory !== null) changeDirectory(settings.directory, log);
  const nothing = openSync('/dev/null', 'r+');
  for (const fd of [0, 1, 2]) native.dup2(nothing, fd);
  closeSync(nothing);
  process.umask(settings.umask);
}

function changeDirectory(directory: string, log: Log): void {
  try {
    process.chdir(directory);
  } catch (error) {
    log.critical(`can't chdir into ${pythonRepr(directory)}: ${(error as Error).message}`);
    return;
  }
  log.info(`set current directory: ${pythonRepr(directory)}`);
}

/** Lets the process in the foreground go. */
export function reportUp(): void {
  writeSync(REPORT_FD, '1');
  closeSync(REPORT_FD);
}
