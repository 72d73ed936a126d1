/**
 * The operating system, as far as Node does not give it or gives it wrongly. Everything that forks, waits, signals or
 * moves a program's output goes through here; the C side holds mechanism only, every decision is taken in TypeScript.
 *
 * Errors: a failed system call is a number (errno) or `{ errno }` in the result where the caller has to decide on it
 * (spawn, kill); anything else throws `Error` with `code` ('ENOENT') and `errno` (negative) set, as Node's own calls do.
 */

import { loadAddon } from './load.ts';

/** Where between clone and exec the child gave up; the order is the order in which the child does these things. */
export type SpawnStage =
  | 'group'
  | 'tty'
  | 'fds'
  | 'rlimits'
  | 'nice'
  | 'oom'
  | 'groups'
  | 'gid'
  | 'uid'
  | 'privileges'
  | 'chdir'
  | 'umask'
  | 'exec';

export interface ResourceLimit {
  /** RLIMIT_* number, see `rlimit`. */
  readonly resource: number;
  /** -1: unlimited. */
  readonly soft: number;
  readonly hard: number;
}

/** RLIMIT_* without its prefix. */
export type RlimitName =
  | 'AS'
  | 'CORE'
  | 'CPU'
  | 'DATA'
  | 'FSIZE'
  | 'LOCKS'
  | 'MEMLOCK'
  | 'MSGQUEUE'
  | 'NICE'
  | 'NOFILE'
  | 'NPROC'
  | 'RSS'
  | 'RTPRIO'
  | 'RTTIME'
  | 'SIGPENDING'
  | 'STACK';

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups, exactly as given. */
  readonly groups: readonly number[];
}

export interface SpawnSpec {
  /** Text is passed on as UTF-8, bytes as they are; the same goes for `argv` and `envp`. */
  readonly file: string | Uint8Array;
  readonly argv: readonly (string | Uint8Array)[];
  /** `NAME=value` each. */
  readonly envp: readonly (string | Uint8Array)[];
  /** A variable behind those of `envp` that has the child's own pid for its value. */
  readonly pidVariable?: string;
  /** Our descriptor for the child's 0, 1, 2, …; every other one is closed in the child. */
  readonly fds: readonly number[];
  /** A descriptor of -1 in `fds` is no mistake: the child has none under that number. */
  readonly gaps?: boolean;
  /** `group`: setpgrp, the reference's way; `session`: setsid; `none`: stays in ours. Default `group`. */
  readonly leader?: 'group' | 'session' | 'none';
  /** Make the child's descriptor 0 its controlling terminal (needs `session`). */
  readonly controllingTerminal?: boolean;
  /** Makes the child's process group the one in the foreground of the terminal on its descriptor 0, if that is ours. */
  readonly foreground?: boolean;
  /** Signals that the child starts with ignored or blocked, where bit n-1 is signal n; without: none. */
  readonly ignoredSignals?: bigint;
  readonly blockedSignals?: bigint;
  readonly credentials?: Credentials;
  readonly cwd?: string;
  readonly umask?: number;
  readonly rlimits?: readonly ResourceLimit[];
  /** Absolute, -20 to 19. */
  readonly nice?: number;
  /** -1000 to 1000; raising it needs no privilege. */
  readonly oomScoreAdj?: number;
  readonly noNewPrivileges?: boolean;
  /** The child exits 127 without trying anything: for a failure that is known beforehand. */
  readonly giveUp?: boolean;
}

/**
 * `pid` set and no `failure`: exec has happened. `pid` and `failure`: a child was made, could not exec, and exits 127
 * (it has to be reaped like any other). No `pid`: no child could be made.
 */
export type SpawnResult =
  | { readonly pid: number; readonly failure?: { readonly stage: SpawnStage; readonly errno: number } }
  | { readonly pid?: undefined; readonly errno: number };

export interface Reaped {
  readonly pid: number;
  /** As wait(2) gives it; see `decodeWaitStatus` in model. */
  readonly status: number;
  /** Largest resident set, KiB: of the child or of the largest of those that it has waited for; never less than ours. */
  readonly maxrss: number;
  /** CPU time, milliseconds, with those that it has waited for. */
  readonly user: number;
  readonly system: number;
}

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
}

/** What a pump does with what it reads. */
export type PumpSink =
  /** Hand each chunk to `onData`. The Buffer is the callback's to keep. */
  | { readonly kind: 'data' }
  /** Read and forget. */
  | { readonly kind: 'discard' }
  /**
   * Append to a regular file without waking JavaScript up. `limit`: once the file has reached this size (bytes, 0:
   * none) the pump pauses and calls `onLimit`; `setSink` with the next file resumes it. The descriptor stays the
   * caller's, and has to stay open until the next `setSink`.
   */
  | { readonly kind: 'file'; readonly fd: number; readonly limit: number };

export interface PumpHandlers {
  /** A chunk (at most 128 KiB) in `data` mode. */
  onData?(chunk: Buffer): void;
  /** The writing side is closed everywhere; the pump has closed its descriptor. Called once, never after `close`. */
  onEnd(): void;
  /** The file has reached its limit. Rotate, then call `setSink`. */
  onLimit?(): void;
  /** First write error in a row; the bytes that could not be written are dropped and counted in `lost`. */
  onWriteError?(errno: number): void;
  /** The first write that succeeded after an error; `lost` bytes were dropped in between. */
  onWriteResumed?(lost: number): void;
}

/** Moves the output of one pipe. Owns the descriptor it was given, which it makes non-blocking. */
export interface Pump {
  setSink(sink: PumpSink): void;
  /** Stops reading (back-pressure on the writer) until `resume`. */
  pause(): void;
  resume(): void;
  /**
   * Moves everything that is in the pipe right now, synchronously, even if paused; true once the end was reached (onEnd
   * was called). Stops early, with false, where `onLimit` gave no next file. What a handler throws is thrown from here.
   */
  drain(): boolean;
  close(): void;
  /** Bytes read so far. */
  readonly bytes: number;
  /** Bytes dropped because of write errors so far. */
  readonly lost: number;
}

/** Waits for a descriptor to become readable or writable, without changing its mode; one call a `wait`. */
export interface Watch {
  wait(onReady: () => void): void;
  close(): void;
}

/** What it listens on: the file's `dev` and `ino`, or address and port. `step`: what `errno` came from; nothing is left behind then. */
export type ListenResult =
  | {
      readonly fd: number;
      readonly dev?: number;
      readonly ino?: number;
      readonly address?: string;
      readonly port?: number;
    }
  | { readonly fd?: undefined; readonly step: ListenStep; readonly errno: number };

export type ListenStep = 'socket' | 'bind' | 'owner' | 'mode' | 'listen';

export type SyslogConnection =
  | { readonly fd: number; readonly kind: 'datagram' | 'stream' }
  | { readonly fd?: undefined; readonly errno: number };

/** Who sent a datagram, as the kernel has it: 0 for a pid of another namespace, -1 for groups of what has ended since. */
export interface Sender {
  readonly pid: number;
  readonly uid: number;
  readonly group: number;
  readonly session: number;
}

/** A unix socket for datagrams. */
export interface Datagrams {
  /** Handles what is there right now, synchronously. What the handler throws is thrown from here. */
  drain(): void;
  close(): void;
}

export interface Native {
  /** Child with exec done or failed, see SpawnResult. Cost does not depend on the size of our heap (CLONE_VM|CLONE_VFORK). */
  spawn(spec: SpawnSpec): SpawnResult;
  /** Every child that has ended, ours or adopted. Never blocks. */
  reap(): Reaped[];
  /** kill(2): 0 or errno. A negative pid addresses a process group. */
  kill(pid: number, signal: number): number;
  /**
   * From now on every signal from 1 to 64 that can be caught is handed to `onSignals`, in order of arrival, each time it
   * came, SIGCHLD among them; several at once where the loop was busy. Keeps the loop alive, and cannot be undone.
   */
  catchSignals(onSignals: (signals: Uint8Array) => void): void;
  /** The terminal on `fd` is our controlling one and our process group has its foreground. */
  ownsTerminal(fd: number): boolean;
  /** tcsetpgrp(3), from the background too: 0 or errno. */
  giveTerminal(fd: number, group: number): number;
  /** Our parent is in our session, but not in our process group: a shell with job control, to which we are a job. */
  isJob(): boolean;
  /** The signal that has stopped the child since the last call; 0: none has. */
  stoppedBy(pid: number): number;
  /** Both ends close-on-exec. Throws (EMFILE, ENFILE). */
  pipe(): readonly [read: number, write: number];
  openPump(fd: number, sink: PumpSink, handlers: PumpHandlers): Pump;
  watchReadable(fd: number): Watch;
  watchWritable(fd: number): Watch;
  /**
   * Receives what is sent to that name in the abstract namespace (without the leading NUL, which is written as `@`).
   * A datagram of more than 4096 bytes comes as null. Descriptors that come with it are closed. Throws (EADDRINUSE).
   */
  openDatagrams(name: string, onDatagram: (data: Buffer | null, sender: Sender) => void): Datagrams;
  /**
   * Writes what the descriptor takes without blocking, even where the open file description is in blocking mode and
   * shared with others (a container's stdout). Returns the number of bytes written (0: would block) or -errno.
   */
  tryWrite(fd: number, data: Uint8Array): number;

  userByName(name: string): User | null;
  userById(uid: number): User | null;
  groupByName(name: string): Group | null;
  groupById(gid: number): Group | null;
  /** Supplementary groups of a user as initgroups(3) would set them: the primary group first. */
  groupsOf(user: string, gid: number): number[];
  /** Sets groups, gid and uid of this whole process (all threads), in that order. Throws. */
  setCredentials(credentials: Credentials): void;

  getRlimit(resource: number): { readonly soft: number; readonly hard: number };
  /** Throws (EPERM, EINVAL). */
  setRlimit(limit: ResourceLimit): void;
  /** PR_SET_PDEATHSIG: the signal that this process gets when its parent ends. */
  setParentDeathSignal(signal: number): void;
  /** PR_SET_CHILD_SUBREAPER. */
  setSubreaper(on: boolean): void;
  setsid(): void;
  dup2(from: number, to: number): void;
  /** Close-on-exec. */
  dup(fd: number): number;
  /** A terminal without echo and without carriage returns in its output. */
  plainOutput(fd: number): void;
  /** A terminal on which UTF-8 is typed. */
  utf8Input(fd: number): void;
  /** Gives the terminal of this master its size and tells the process group in its foreground (SIGWINCH). Throws. */
  resizeTerminal(master: number, columns: number, rows: number): void;
  /** Both 0 where nobody has ever said. Throws. */
  terminalSize(fd: number): { readonly columns: number; readonly rows: number };
  /** Every byte as it is typed and printed, from now on; returns the settings that were before. Throws. */
  rawMode(fd: number): Buffer;
  /** Back to settings that `rawMode` has returned, from the background too. */
  restoreMode(fd: number, settings: Buffer): void;
  /**
   * A stream socket that listens on a new file of exactly this owner (-1: as it comes) and mode, from before the first
   * connection on. Descriptors in blocking mode, close-on-exec; the backlog is cut to the system's limit.
   */
  listenUnix(path: string, mode: number, uid: number, gid: number, backlog: number): ListenResult;
  /**
   * The same on an IPv4 or IPv6 address, with SO_REUSEADDR; `::` takes both. What is no address is EINVAL at `bind`; the
   * result has the address in its shortest form and the port that was given for 0.
   */
  listenInet(address: string, port: number, backlog: number): ListenResult;
  /** A non-blocking, connected socket of the kind that listens at `path`, as syslog(3) would open it. */
  connectSyslog(path: string): SyslogConnection;
  /** Ends the process now: no exit handlers, no waiting for a blocked thread. */
  exitNow(code: number): never;
  /** Returns unused heap to the system (malloc_trim) and keeps one arena from now on. */
  trimHeap(): void;
  readonly rlimit: Readonly<Record<RlimitName, number>>;
}

export const native: Native = loadAddon() as Native;
