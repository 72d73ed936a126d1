/**
 * `tpidproxy PIDFILE COMMAND [ARG ...]`: stands in for a daemon that puts itself into the background. It runs the
 * command, hands the signals it gets to the process named in the pidfile, and ends when the command ends.
 * Behaviour: Supervisor's pidproxy, whose exit status is 0 whatever the command's was.
 */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { native, type ResourceLimit } from '../native/index.ts';
import { errnoName } from '../util/errno.ts';
import { takeLaunch } from '../util/launch.ts';

const STDOUT = 1;
const STDERR = 2;
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT'] as const;
type Forwarded = (typeof FORWARDED)[number];
/** After one of these the proxy itself ends too. */
const ENDING: ReadonlySet<Forwarded> = new Set<Forwarded>(['SIGTERM', 'SIGINT', 'SIGQUIT']);
/** Longest timer there is; only something pending keeps Node from leaving, signal handlers do not. */
const FOREVER = 2 ** 31 - 1;

const USAGE = `tpidproxy -- run a command and hand signals to the process in its pidfile.

Starts the command, then passes each TERM, HUP, INT, USR1, USR2 and QUIT that it
receives itself to the process whose id is in the pidfile at that moment.

Usage: tpidproxy <pidfile name> <command> [<cmdarg1> ...]
`;

main(process.argv.slice(2));

function main([pidfile, ...argv]: readonly string[]): void {
  const command = argv[0];
  if (pidfile === undefined || !command) {
    say(STDOUT, USAGE);
    process.exit(1);
  }
  for (const signal of FORWARDED) process.on(signal, () => forward(signal, pidfile));
  run(resolve(command), argv);
}

/** The command is a path, not searched in PATH; argv[0] stays as it was spelled. */
function run(file: string, argv: readonly string[]): void {
  const limits = originalLimits();
  const envp = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  process.on('SIGCHLD', leaveIfEnded);
  const child = native.spawn({ file, argv, envp, fds: [0, 1, 2], leader: 'none', rlimits: limits });
  if (child.pid === undefined) {
    say(STDERR, `Can't start ${file}: ${errnoName(child.errno)}\n`);
    process.exit(1);
  }
  if (child.failure) say(STDERR, `Can't run ${file}: ${errnoName(child.failure.errno)}\n`);
  setInterval(() => undefined, FOREVER);
  leaveIfEnded();

  function leaveIfEnded(): void {
    if (native.reap().some(({ pid }) => pid === child.pid)) process.exit(0);
  }
}

/** Node has raised the soft limit of this process; the command gets what it was. */
function originalLimits(): ResourceLimit[] {
  const { nofile } = takeLaunch(process.env);
  const resource = native.rlimit.NOFILE;
  return nofile === null ? [] : [{ resource, soft: nofile, hard: native.getRlimit(resource).hard }];
}

function forward(signal: Forwarded, pidfile: string): void {
  const pid = readPid(pidfile);
  if (pid === null) {
    say(STDOUT, `Can't read child pidfile ${pidfile}!\n`);
    return;
  }
  const errno = native.kill(pid, constants.signals[signal]);
  if (errno) say(STDERR, `Can't send ${signal} to process ${pid} of ${pidfile}: ${errnoName(errno)}\n`);
  if (ENDING.has(signal)) process.exit(errno ? 1 : 0);
}

/** Only a positive number: to kill(2), 0 is our own process group and -1 is everybody. */
function readPid(pidfile: string): number | null {
  const text = readOrNull(pidfile)?.trim() ?? '';
  return /^\+?0*[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null; // missing, unreadable, a directory: forward() reports it
  }
}

/** Not process.stdout: that would make the pipe non-blocking, for the command too, which shares it. */
function say(fd: number, text: string): void {
  native.tryWrite(fd, Buffer.from(text));
}
