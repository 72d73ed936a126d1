import { closeSync, lstatSync, unlinkSync } from 'node:fs';
import type { FcgiSocketConfig } from '../model/config.ts';
import type { ListenResult } from '../native/index.ts';
import { describeErrno, errnoName, errnoOf } from '../util/errno.ts';
import type { ProcessContext } from './context.ts';
import { findAddress } from './hostAddress.ts';

/** The listening socket that all processes of a FastCGI program have as their standard input. */
export interface FcgiSocket {
  readonly config: FcgiSocketConfig;
  /** For a process that starts: the first one makes the socket. To be followed by a `release`, unless it failed. */
  acquire(): { readonly fd: number } | { readonly error: string };
  /** The process has ended; after the last one the socket is closed and its file removed. */
  release(): void;
  /** Whether the socket can be made, tried out: null, or why not. */
  check(): string | null;
}

export type SocketContext = Pick<ProcessContext, 'native' | 'log'>;

export function createFcgiSocket({ native, log }: SocketContext, config: FcgiSocketConfig): FcgiSocket {
  const { url } = config;
  let open: Open | null = null;
  let users = 0;

  function make(): Open | string {
    log.info(`Creating socket ${url}`);
    const result = listen(native, config);
    return typeof result === 'string' ? `Could not create FastCGI socket ${url}: ${result}` : result;
  }

  function close(socket: Open): void {
    log.info(`Closing socket ${url}`);
    removeFile(socket);
    closeSync(socket.fd);
  }

  return {
    config,
    acquire() {
      const socket = open ?? make();
      if (typeof socket === 'string') return { error: socket };
      open = socket;
      users++;
      return { fd: socket.fd };
    },
    release() {
      users--;
      if (users > 0 || open === null) return;
      close(open);
      open = null;
    },
    check() {
      if (open !== null) return null;
      const socket = make();
      if (typeof socket === 'string') return socket;
      close(socket);
      return null;
    },
  };
}

interface Open {
  readonly fd: number;
  /** Of a Unix socket, and which file it was when it was made. */
  readonly path: string | null;
  readonly dev?: number;
  readonly ino?: number;
}

/** The kernel cuts it to net.core.somaxconn. */
const LARGEST_BACKLOG = 65_535;

function listen(native: SocketContext['native'], config: FcgiSocketConfig): Open | string {
  const { url, backlog } = config;
  const length = backlog ?? LARGEST_BACKLOG;
  const tcp = tcpAddress(url);
  if (tcp !== null) {
    const found = findAddress(tcp.host);
    return 'error' in found ? found.error : outcome(native.listenInet(found.address, tcp.port, length), null);
  }
  const path = url.slice('unix://'.length);
  const obstacle = removeStale(path);
  if (obstacle !== null) return obstacle;
  const [uid, gid] = config.owner ?? [-1, -1];
  return outcome(native.listenUnix(path, config.mode ?? 0o700, uid, gid, length), path);
}

/** Null for a Unix socket. */
export function tcpAddress(url: string): { readonly host: string; readonly port: number } | null {
  const [, host, port] = /^tcp:\/\/(.+):(\d+)$/.exec(url) ?? [];
  return host === undefined ? null : { host, port: Number(port) };
}

function outcome(result: ListenResult, path: string | null): Open | string {
  if (result.fd !== undefined) return { ...result, path };
  const { step, errno } = result;
  const hint = HINTS[`${step} ${errnoName(errno)}`];
  return `${describeErrno(errno)}${hint === undefined ? '' : `: ${hint}`}`;
}

const HINTS: Readonly<Record<string, string>> = {
  'bind ENOENT': 'its directory does not exist',
  'bind ENOTDIR': 'its directory is not a directory',
  'bind EACCES': 'the user that the daemon runs as may not make it there',
  'bind EROFS': 'the file system is read-only',
  'bind EADDRINUSE': 'another program listens there',
  'bind EADDRNOTAVAIL': 'no interface of this machine has that address',
  'owner EPERM': 'only root may give it to another user (socket_owner, user)',
};

/** Nothing is kept of a socket's file that stands there already: whoever listens to it can be reached no more. */
function removeStale(path: string): string | null {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (found.isFile() && found.size > 0) return 'there is a file of that name, and it is no socket';
    unlinkSync(path);
    return null;
  } catch (error) {
    return `cannot remove what stands there: ${describeErrno(errnoOf(error))}`;
  }
}

/** Only if it is still ours: another daemon may have made one of the same name by now. */
function removeFile({ path, dev, ino }: Open): void {
  if (path === null) return;
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.dev === dev && found?.ino === ino) unlinkSync(path);
  } catch (error) {
    errnoOf(error); // No rights to its directory any more: it stays, as a stale one.
  }
}
