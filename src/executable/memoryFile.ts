import { readdirSync, readlinkSync } from 'node:fs';

/** The descriptor of a file that start.c has made; null where it could not, or where there is no /proc. */
export function memoryFile(name: string): number | null {
  const found = descriptors().find((fd) => target(fd).startsWith(`/memfd:${name}`));
  return found === undefined ? null : Number(found);
}

function descriptors(): string[] {
  try {
    return readdirSync('/proc/self/fd');
  } catch {
    return []; // no /proc: what follows is done another way, or not
  }
}

function target(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return ''; // the one that the folder was read through
  }
}
