import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { MARK, type Sandbox } from './sandbox.ts';

/** Where the daemon's own stdout and stderr go: into the files `stdout` and `stderr` of the sandbox in the end. */
export interface Capture {
  readonly stdout: number;
  readonly stderr: number;
  /** The daemon has its copies now. */
  started(): void;
  close(): void;
}

/**
 * `file`: straight into the file. `pipe`: through a pipe that `cat` empties, as a container's log reader does.
 * `unread pipe`: a pipe that nobody reads.
 * Never Node's own `pipe`: that is a pair of sockets, which cannot be opened through /dev/stdout.
 */
export function openCapture(sandbox: Sandbox, kind: 'file' | 'pipe' | 'unread pipe'): Capture {
  const stderr = openSync(sandbox.path('stderr'), 'a');
  const file = openSync(sandbox.path('stdout'), 'a');
  if (kind === 'file') return { stdout: file, stderr, started: () => closeAll([file, stderr]), close: () => undefined };
  const pipe = openPipe(sandbox);
  const reader = kind === 'pipe' ? copy(pipe.read, file, sandbox.mark) : null;
  return {
    stdout: pipe.write,
    stderr,
    started: () => closeAll([file, stderr, pipe.write, ...(reader ? [pipe.read] : [])]),
    close: () => (reader ? void reader.kill() : closeAll([pipe.read])),
  };
}

function openPipe(sandbox: Sandbox): { read: number; write: number } {
  const path = sandbox.path('stdout.fifo');
  execFileSync('mkfifo', [path]);
  const both = openSync(path, constants.O_RDWR);
  const ends = { read: openSync(path, constants.O_RDONLY), write: openSync(path, constants.O_WRONLY) };
  closeSync(both);
  return ends;
}

function copy(from: number, to: number, mark: string): ChildProcess {
  return spawn('cat', [], { stdio: [from, to, 'ignore'], env: { PATH: '/usr/bin:/bin', [MARK]: mark } });
}

function closeAll(fds: readonly number[]): void {
  for (const fd of fds) closeSync(fd);
}
