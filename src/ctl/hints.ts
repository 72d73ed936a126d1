import { type Stats, statSync } from 'node:fs';
import { ConnectionError, HttpError } from './errors.ts';
import type { Address } from './http/target.ts';
import { parseServerUrl } from './http/target.ts';
import type { Settings } from './session.ts';

/** What to do about a server that cannot be reached or does not want us; null where there is no advice. */
export function hintFor(error: unknown, settings: Settings): string | null {
  if (error instanceof HttpError) return error.status === 401 ? wrongPassword(settings) : null;
  if (!(error instanceof ConnectionError)) return null;
  const address = parseServerUrl(settings.serverurl);
  return HINTS[error.code]?.(address, settings) ?? null;
}

type Hint = (address: Address, settings: Settings) => string;

const HINTS: Readonly<Record<string, Hint>> = {
  ENOENT: (_, settings) =>
    `There is no socket at that place: either supervisord does not run (${startIt(settings)}), ` +
    `or its socket has another name ([unix_http_server] file=). ${otherServer(settings)}`,
  ECONNREFUSED: (address, settings) =>
    address.family === 'unix'
      ? `Nothing listens there: the socket was left behind by a supervisord that has ended (${startIt(settings)}).`
      : `Nothing listens on ${address.host} port ${address.port}: either supervisord does not run ` +
        `(${startIt(settings)}), or it has no [inet_http_server] with that port. ${otherServer(settings)}`,
  EACCES: (address) =>
    `You (uid ${process.geteuid?.() ?? '?'}) may not use the socket${address.family === 'unix' ? ownerOf(address.path) : ''}. ` +
    'Become a user who may (sudo), or set chmod= and chown= in [unix_http_server].',
  ENOTFOUND: (_, settings) => `No host is known by that name. ${otherServer(settings)}`,
};

function wrongPassword(settings: Settings): string {
  const missing = settings.username === null || settings.password === null;
  const said = missing ? 'It was given no user name and password' : 'It does not accept this user name and password';
  return `${said}: they have to be those of its [unix_http_server] or [inet_http_server]. ${
    settings.configFile === null
      ? 'Give them with -u and -p.'
      : `Set username= and password= under [supervisorctl] in ${settings.configFile}, or give them with -u and -p.`
  }`;
}

function startIt({ configFile }: Settings): string {
  return `start it with: tsupervisord${configFile === null ? '' : ` -c ${configFile}`}`;
}

function otherServer({ configFile }: Settings): string {
  if (configFile === null) return 'No configuration file was found; name one with -c, or the server with -s.';
  return `Another server: -s URL, or serverurl= under [supervisorctl] in ${configFile}.`;
}

function ownerOf(path: string): string {
  const stats = statOrNull(path);
  if (stats === null) return '';
  return `: it belongs to uid ${stats.uid}, gid ${stats.gid}, with mode ${(stats.mode & 0o7777).toString(8).padStart(4, '0')}`;
}

/** Null where even looking at it is not allowed. */
function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
