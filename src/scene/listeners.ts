import { closeSync, openSync, readSync } from 'node:fs';

/** `127.0.0.1:8080` by the socket's inode. */
export type Listeners = ReadonlyMap<string, string>;

/** TCP sockets on which somebody here listens. */
export function listeners(): Listeners {
  const found = new Map<string, string>();
  for (const file of ['/proc/self/net/tcp', '/proc/self/net/tcp6']) {
    for (const line of beginningOf(file).split('\n')) {
      const [, address, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTEN && address !== undefined && inode !== undefined) found.set(inode, inWords(address));
    }
  }
  return found;
}

const LISTEN = '0A';

/** The kernel lists those that listen before the connections, of which there may be a great many. */
const ENOUGH_BYTES = 64 * 1024;

function beginningOf(file: string): string {
  try {
    const fd = openSync(file, 'r');
    try {
      const buffer = Buffer.alloc(ENOUGH_BYTES);
      let size = 0;
      for (let read = -1; read !== 0 && size < ENOUGH_BYTES; size += read)
        read = readSync(fd, buffer, size, ENOUGH_BYTES - size, null);
      return buffer.toString('latin1', 0, size);
    } finally {
      closeSync(fd);
    }
  } catch {
    return ''; // no IPv6, or no /proc
  }
}

/** `0100007F:1F90` and the like: words of four bytes in the order of the machine, which is little-endian. */
export function inWords(hex: string): string {
  const [address = '', port = ''] = hex.split(':');
  const bytes = (address.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  return `${bytes.length === 4 ? bytes.map((byte) => Number.parseInt(byte, 16)).join('.') : ipv6(bytes)}:${Number.parseInt(port, 16)}`;
}

function ipv6(bytes: readonly string[]): string {
  const hex = bytes.join('').toLowerCase();
  if (/^0*$/.test(hex)) return '[::]';
  if (/^0{31}1$/.test(hex)) return '[::1]';
  return `[${(hex.match(/.{4}/g) ?? []).map((group) => group.replace(/^0{1,3}/, '')).join(':')}]`;
}
