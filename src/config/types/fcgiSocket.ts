import type { FcgiSocketConfig } from '../../model/config.ts';
import type { Machine } from '../context.ts';
import { BadValue } from '../problem.ts';
import { parseInteger } from '../python/int.ts';
import { normalizePath } from '../python/paths.ts';
import { repr } from '../python/repr.ts';
import { portNumber } from './numbers.ts';
import { primaryGroup } from './user.ts';

export interface FcgiSocketOptions {
  readonly socket: string;
  readonly backlog: number | null;
  readonly owner: readonly [number, number] | null;
  readonly mode: number | null;
  /** Of the program's `user`. */
  readonly uid: number | null;
}

const EXPECTED = 'tcp://host:port or unix:///absolute/path';
/** As the reference: the port's digits end the text, a final line feed aside. */
const TCP = /^tcp:\/\/([^\s:]+):([0-9]+)\n?$/;
const DEFAULT_MODE = 0o700;

export function fcgiSocket(options: FcgiSocketOptions, machine: Machine): FcgiSocketConfig {
  return options.socket.startsWith('unix://') ? unixSocket(options, machine) : tcpSocket(options);
}

function unixSocket({ socket, backlog, owner, mode, uid }: FcgiSocketOptions, machine: Machine): FcgiSocketConfig {
  const path = socket.slice('unix://'.length);
  if (!path.startsWith('/')) throw badWith('Unix socket path %s is not an absolute path', path);
  const owned = uid !== null && uid !== machine.uid ? ([uid, primaryGroup(uid, machine)] as const) : null;
  return {
    url: `unix://${normalizePath(path, machine)}`,
    backlog,
    owner: owner ?? owned,
    mode: mode ?? DEFAULT_MODE,
  };
}

function tcpSocket({ socket, backlog, owner, mode }: FcgiSocketOptions): FcgiSocketConfig {
  if (owner !== null || mode !== null) {
    throw new BadValue(
      'socket_owner and socket_mode params should only be used with a Unix domain socket',
      'neither of them with a tcp:// socket',
    );
  }
  const [, host, port] = TCP.exec(socket) ?? [];
  if (host === undefined || port === undefined) throw badWith('Bad socket format %s', socket);
  const url = `tcp://${host.toLowerCase()}:${portNumber(String(parseInteger(port)))}`;
  return { url, backlog, owner: null, mode: null };
}

/** The reference never fills in these two messages: they come out as the pair that they are in Python. */
function badWith(message: string, value: string): BadValue {
  return new BadValue(`(${repr(message)}, ${repr(value)})`, EXPECTED);
}
