import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';

/** Names of hosts, separated by commas or white space, in small letters. */
export function hostNames(value: string): string[] {
  return value
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .map(hostName);
}

function hostName(name: string): string {
  const bare = /^\[(.+)\]$/.exec(name)?.[1] ?? name;
  // A colon is in an IPv6 address, or in front of a port.
  if (!/[/@*]|^[^:]*:[^:]*$/.test(bare)) return bare.toLowerCase();
  throw new BadValue(`invalid host name ${repr(name)}`, 'names like sup.example.com, without scheme and port');
}
