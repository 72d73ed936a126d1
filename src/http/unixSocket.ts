import { closeSync, linkSync, lstatSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { UnixServerConfig } from '../model/config.ts';
import { errnoError } from '../util/errno.ts';
import { inUse, ListenError, refused } from './listenError.ts';
import { BACKLOG, type Opened, type Opening } from './listening.ts';
import type { HttpLog } from './types.ts';

/**
 * Listens on a file that nobody can reach before it has the owner and the mode that were asked for: it is bound under a
 * temporary name, and has all that by the time it listens and gets its own.
 */
export async function openUnix(config: UnixServerConfig, { native, log }: Opening): Promise<Opened> {
  const dir = dirname(config.file);
  checkLength(config, dir);
  const hidden = join(dir, `.${Math.random().toString(36).slice(2, 8)}`);
  const [uid, gid] = config.chown;
  const made = native.listenUnix(hidden, config.chmod, uid, gid, BACKLOG);
  if (made.fd === undefined) throw notMade(config, made);
  const { fd, dev = -1, ino = -1 } = made;
  try {
    await publish(hidden, config, log);
    return { fd, address: config.file, remove: () => removeIfSame(config.file, { dev, ino }) };
  } catch (error) {
    closeSync(fd);
    throw error;
  } finally {
    unlinkIfThere(hidden);
  }
}

/** sun_path without its NUL; libuv cuts longer paths off and would listen somewhere else. */
const LONGEST_PATH = 107;

function checkLength(config: UnixServerConfig, dir: string): void {
  const hidden = Buffer.byteLength(dir) + '/.abcdef'.length;
  if (Math.max(Buffer.byteLength(config.file), hidden) <= LONGEST_PATH) return;
  throw refused(config, 'AF_UNIX path too long', `the path may have ${LONGEST_PATH} bytes at most`);
}

function notMade(config: UnixServerConfig, { step, errno }: { readonly step: string; readonly errno: number }): Error {
  const cause = errnoError(errno, `listen ${config.file}`);
  return step === 'owner' && cause.code === 'EPERM' ? notPermitted(config, cause) : cause;
}

function notPermitted({ file, chown: [uid, gid], section }: UnixServerConfig, cause: unknown): ListenError {
  const message = `Not permitted to chown ${file} to uid/gid (${uid}, ${gid}); adjust "sockchown" value in config file or on command line to values that the current user (${process.geteuid?.()}) can successfully chown`;
  return new ListenError(message, `[${section}] chown: only root may give a socket to another user`, { cause });
}

/** A hard link, which unlike a rename fails if the name is taken: two daemons cannot both believe they have it. */
async function publish(hidden: string, config: UnixServerConfig, log: HttpLog): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      linkSync(hidden, config.file);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST' && !LINKLESS.has(code)) throw error;
      await removeStale(config, log);
      if (LINKLESS.has(code)) return renameSync(hidden, config.file);
    }
  }
  throw inUse(config);
}

const ATTEMPTS = 5;

/** File systems without hard links, and kernels that keep them from files of others. */
const LINKLESS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Removes what stands under our name, unless somebody listens there or it is not a socket at all. */
async function removeStale(config: UnixServerConfig, log: HttpLog): Promise<void> {
  const found = statOrNull(config.file);
  if (found === null) return;
  if (!isReplaceable(found))
    throw refused(config, 'errno.EADDRINUSE (98)', 'there is a file of that name, and it is no socket');
  if (await isLive(config.file)) throw inUse(config);
  log.warn(`Unlinking stale socket ${config.file}`);
  removeIfSame(config.file, found);
}

/** The reference removes whatever is there. An empty file may be a placeholder; one with something in it is a mistake. */
function isReplaceable(found: Stats): boolean {
  return found.isSocket() || found.isSymbolicLink() || (found.isFile() && found.size === 0);
}

async function isLive(file: string): Promise<boolean> {
  // Only now: most sockets are the first of their name.
  const { connect } = await import('node:net');
  return new Promise((resolve, reject) => {
    const socket = connect(file);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY_THERE.has(error.code ?? '')) resolve(false);
      // Its queue is full: somebody has it open.
      else if (error.code === 'EAGAIN') resolve(true);
      else reject(error);
    });
  });
}

const NOBODY_THERE = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'ELOOP']);

function removeIfSame(file: string, { dev, ino }: Pick<Stats, 'dev' | 'ino'>): void {
  const found = statOrNull(file);
  if (found?.dev === dev && found.ino === ino) unlinkIfThere(file);
}

function statOrNull(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    // Somebody was faster, or its directory is gone with it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
