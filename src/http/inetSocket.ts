import { constants } from 'node:os';
import type { InetServerConfig } from '../model/config.ts';
import type { ListenResult } from '../native/index.ts';
import { errnoError } from '../util/errno.ts';
import { BACKLOG, type Opened, type Opening } from './listening.ts';
import type { HttpLog } from './types.ts';

/**
 * IPv4 as the reference: an empty host is every interface, a name is resolved. Beyond it, an IPv6 address, in brackets
 * or not; `::` is every interface with both.
 */
export async function openInet({ host, port }: InetServerConfig, { native }: Opening): Promise<Opened> {
  const literal = host === '' ? '0.0.0.0' : (/^\[(.*:.*)\]$/.exec(host)?.[1] ?? host);
  const direct = native.listenInet(literal, port, BACKLOG);
  const made = isName(direct) ? native.listenInet(await resolve(host), port, BACKLOG) : direct;
  if (made.fd === undefined) throw errnoError(made.errno, `listen ${host}:${port}`);
  const { fd, address: ip, port: actual } = made;
  return {
    fd,
    ...(ip !== undefined && { ip }),
    address: `${host === '' ? '*' : host}:${actual}`,
    remove: () => undefined,
  };
}

/** Loudly, since whoever reaches the port may start and stop programs as the daemon's user. */
export function warnIfExposed({ host, port, section }: InetServerConfig, ip: string, log: HttpLog): void {
  if (LOOPBACK.test(ip)) return;
  log.critical(
    `[${section}] port ${host === '' ? '*' : host}:${port} can be reached over the network by anyone, without a password: ` +
      'set username and password, or listen on 127.0.0.1',
  );
}

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

function isName(result: ListenResult): boolean {
  return result.fd === undefined && result.step === 'bind' && result.errno === constants.errno.EINVAL;
}

async function resolve(host: string): Promise<string> {
  // Only now: resolving takes a pool of threads.
  const { lookup } = await import('node:dns/promises');
  return (await lookup(host, { family: 4 })).address;
}
