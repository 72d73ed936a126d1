import type { InetServerConfig, ServerConfig, UnixServerConfig } from '../../model/config.ts';
import { type Section, sectionsStarting } from '../dialect/store.ts';
import type { Names } from '../expand.ts';
import { INET_HTTP_SERVER, UNIX_HTTP_SERVER } from '../options/servers.ts';
import { fault, type Loading, placeOf } from './loading.ts';
import { readTable } from './table.ts';

const { port, allowed_hosts, probes, ...AUTHENTICATION } = INET_HTTP_SERVER;
const { file, chown, chmod } = UNIX_HTTP_SERVER;
const ADDRESS = { port };
const ACCESS_BY_HTTP = { allowed_hosts, probes };
const FILE = { file };
const ACCESS = { chown, chmod };

/** TCP servers first, then Unix sockets, each kind in the order of the file. */
export function readServers(loading: Loading): ServerConfig[] {
  const { store } = loading;
  return [
    ...sectionsStarting(store, 'inet_http_server').flatMap((section) => readInet(loading, section) ?? []),
    ...sectionsStarting(store, 'unix_http_server').flatMap((section) => readUnix(loading, section) ?? []),
  ];
}

/** Shells are never for everybody who reaches a port. */
export function refuseOpenConsole(loading: Loading, servers: readonly ServerConfig[]): void {
  for (const server of servers) {
    if (server.family !== 'inet' || (server.username && server.password)) continue;
    const section = loading.store.sections.get(server.section);
    if (section === undefined) continue;
    const message =
      `console=true in [supervisord] needs username and password in [${server.section}]: without them everybody who reaches ` +
      'that port gets a shell';
    fault(loading, message, placeOf(loading, section, 'port'), 'set both, or leave out console');
  }
}

function readInet(loading: Loading, section: Section): InetServerConfig | null {
  const names: Names = [loading.environ];
  const base = readBase(loading, section, names);
  const address = readTable(loading, section, ADDRESS, names).port;
  if (address === null) return missing(loading, section, 'port', '127.0.0.1:9001');
  return { family: 'inet', ...base, ...address, ...readTable(loading, section, ACCESS_BY_HTTP, names) };
}

function readUnix(loading: Loading, section: Section): UnixServerConfig | null {
  const path = readTable(loading, section, FILE, [loading.environ, loading.hereNames]).file;
  if (path === null) return missing(loading, section, 'file', '/run/supervisor.sock');
  const names: Names = [loading.environ];
  const base = readBase(loading, section, names);
  const rest = readTable(loading, section, ACCESS, names);
  const access = { chown: rest.chown ?? ([-1, -1] as const), chmod: rest.chmod ?? 0o700 };
  return { family: 'unix', ...base, file: path, ...access, ...readTable(loading, section, ACCESS_BY_HTTP, names) };
}

function readBase(loading: Loading, section: Section, names: Names) {
  const { username, password } = readTable(loading, section, AUTHENTICATION, names);
  if ((username === null) !== (password === null))
    reportHalf(loading, section, username === null ? 'password' : 'username');
  const colon = section.name.indexOf(':');
  return { name: colon === -1 ? null : section.name.slice(colon + 1), section: section.name, username, password };
}

function reportHalf(loading: Loading, section: Section, key: string): void {
  const message =
    `Section [${section.name}] contains incomplete authentication: ` +
    'If a username or a password is specified, both the username and password must be specified';
  fault(loading, message, placeOf(loading, section, key), 'set both, or neither');
}

function missing(loading: Loading, section: Section, key: string, example: string): null {
  if (!section.entries.has(key)) {
    fault(loading, `section [${section.name}] has no ${key} value`, placeOf(loading, section), `${key}=${example}`);
  }
  return null;
}
