import { type AddressInfo, isIP, type Server } from 'node:net';
import type { InetServerConfig } from '../model/config.ts';
import { awaitListening, BACKLOG, type Opened } from './listening.ts';
import type { HttpLog } from './types.ts';

/**
 * IPv4 as the reference: an empty host is every interface, a name is resolved. Beyond it, an IPv6 address, in brackets
 * or not; `::` is every interface with both.
 * SO_REUSEADDR is what libuv sets on every listener.
 */
export async function openInet(server: Server, { host, port }: InetServerConfig): Promise<Opened> {
  const address = await addressFor(host);
  await awaitListening(server, () =>
    server.listen({ host: address, port, backlog: BACKLOG, ipv6Only: !takesIPv4(address) }),
  );
  const { address: ip, port: actual } = server.address() as AddressInfo;
  return { ip, address: `${host === '' ? '*' : host}:${actual}`, remove: () => undefined };
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

function takesIPv4(address: string): boolean {
  return /^[0:]+$|^(::|0:0:0:0:0:)ffff:/i.test(address);
}

async function addressFor(host: string): Promise<string> {
  if (host === '') return '0.0.0.0';
  const bare = /^\[(.+)\]$/.exec(host)?.[1] ?? host;
  if (isIP(bare) === 6) return bare;
  if (isIP(host) === 4) return host;
  // Only now: resolving takes a pool of threads.
  const { lookup } = await import('node:dns/promises');
  return (await lookup(host, { family: 4 })).address;
}
