import { closeSync } from 'node:fs';
import type { ServerConfig } from '../model/config.ts';
import { openInet, warnIfExposed } from './inetSocket.ts';
import { cannotOpen } from './listenError.ts';
import type { Opened, Opening } from './listening.ts';
import type { HttpLog } from './types.ts';
import { openUnix } from './unixSocket.ts';

/** The socket of one server, before there is a server for it. */
export interface ServerSocket extends Opened {
  readonly config: ServerConfig;
}

/** Listens for all servers in their order, or for none: rejects with a ListenError. `before` is called for each. */
export async function openSockets(
  configs: readonly ServerConfig[],
  opening: Opening,
  before: () => void = () => undefined,
): Promise<readonly ServerSocket[]> {
  const sockets: ServerSocket[] = [];
  try {
    for (const config of configs) {
      before();
      sockets.push(await openSocket(config, opening));
    }
    return sockets;
  } catch (error) {
    sockets.forEach(closeSocket);
    throw error;
  }
}

/** Listens for one server; rejects with a ListenError. */
export async function openSocket(config: ServerConfig, opening: Opening): Promise<ServerSocket> {
  try {
    const opened = await (config.family === 'unix' ? openUnix(config, opening) : openInet(config, opening));
    warn(config, opened, opening.log);
    return { ...opened, config };
  } catch (error) {
    throw cannotOpen(config, error);
  }
}

/** Whoever waits in its queue is turned away. */
export function closeSocket({ fd, remove }: ServerSocket): void {
  remove();
  closeSync(fd);
}

function warn(config: ServerConfig, { ip }: Opened, log: HttpLog): void {
  if (config.username) return;
  log.critical(`Server '${config.section}' running without any HTTP authentication checking`);
  if (config.family === 'inet' && ip !== undefined) warnIfExposed(config, ip, log);
}
