import type { ServerConfig } from '../model/config.ts';

/** A server that could not be opened. The reference ends its start with status 2 and `Error: ` before the message. */
export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(
    /** The reference's sentence. */
    message: string,
    /** Which server, why, and what to do about it. */
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const IN_USE =
  'Another program is already listening on a port that one of our HTTP servers is configured to use.  ' +
  'Shut this program down first before starting supervisord.';

export function inUse(config: ServerConfig, cause?: unknown): ListenError {
  return new ListenError(IN_USE, `[${config.section}] ${addressOf(config)} is in use`, { cause });
}

/** For an error of Node's: `Cannot open an HTTP server: socket.error reported errno.EACCES (13)`. */
export function cannotOpen(config: ServerConfig, cause: unknown): ListenError {
  if (cause instanceof ListenError) return cause;
  const { code = '', errno = 0, message = String(cause) } = cause as Partial<NodeJS.ErrnoException>;
  if (code === 'EADDRINUSE') return inUse(config, cause);
  const name = RESOLVER_ERRORS[code] ?? `errno.${code} (${Math.abs(errno)})`;
  return refused(config, name, HINTS[code] ?? message, cause);
}

/** `reported` is what stands behind `socket.error reported`. */
export function refused(config: ServerConfig, reported: string, why: string, cause?: unknown): ListenError {
  const detail = `[${config.section}] cannot listen on ${addressOf(config)}: ${why}`;
  return new ListenError(`Cannot open an HTTP server: socket.error reported ${reported}`, detail, { cause });
}

export function addressOf(config: ServerConfig): string {
  return config.family === 'unix' ? config.file : `${config.host === '' ? '*' : config.host}:${config.port}`;
}

/** Numbers of getaddrinfo, which Node spells as words. */
const RESOLVER_ERRORS: Readonly<Record<string, string>> = { ENOTFOUND: '-2', EAI_AGAIN: '-3', EAI_FAIL: '-4' };

const HINTS: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'its directory is not a directory',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'no interface of this machine has that address',
  EROFS: 'the file system is read-only',
  ENOTFOUND: 'the host name does not resolve to an IPv4 address',
  EAI_AGAIN: 'the host name cannot be resolved at the moment',
};
