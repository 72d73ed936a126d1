import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';
import { portNumber } from './numbers.ts';

export interface InetAddress {
  /** Empty: all interfaces. */
  readonly host: string;
  readonly port: number;
}

/** `port`, `host:port` or `*:port`. */
export function inetAddress(value: string): InetAddress {
  const colon = value.lastIndexOf(':');
  if (colon === -1) return { host: '', port: barePort(value) };
  const port = value.slice(colon + 1);
  if (port === '') throw new BadValue(`no port number specified in ${repr(port)}`, 'host:port');
  const host = value.slice(0, colon).toLowerCase();
  return { port: portNumber(port), host: host === '*' ? '' : host };
}

function barePort(value: string): number {
  try {
    return portNumber(value);
  } catch (error) {
    // The reference's text ends in a blank.
    if (error instanceof BadValue)
      throw new BadValue(`not a valid port number: ${repr(value)} `, 'a port or host:port');
    throw error;
  }
}
