import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { listeners } from './listeners.ts';
import type { ScenePort } from './record.ts';

/** Who has the port that a program says is taken; null: it says no such thing. `nameOf`: the program of a pid, if it is one of ours. */
export function portHolder(lines: readonly string[], nameOf: (pid: number) => string | null): ScenePort | null {
  const port = takenPort(lines);
  if (port === null) return null;
  const found = [...listeners()].find(([, address]) => address.endsWith(`:${port}`));
  if (found === undefined) return { port };
  const [inode, address] = found;
  const pid = ownerOf(`socket:[${inode}]`);
  if (pid === null) return { port, address };
  const program = nameOf(pid);
  return { port, address, pid, command: commandOf(pid), ...(program === null ? {} : { program }) };
}

/** In a line that says it, the last number that can be a port. */
export function takenPort(lines: readonly string[]): number | null {
  const line = lines.findLast((each) => TAKEN.test(each));
  const numbers = [...(line ?? '').matchAll(/(?:[:\s(\]]|\bport )(\d{2,5})\b(?!\.)/gi)].map((match) =>
    Number(match[1]),
  );
  return numbers.findLast((number) => number !== EADDRINUSE && number < 65_536) ?? null;
}

const TAKEN = /address (?:is )?already in use|EADDRINUSE|port \d+.*\b(?:in use|already used|occupied)|BindException/i;
const EADDRINUSE = 98;

/** On a machine with more processes than this it is not worth the time. */
const MOST_PROCESSES = 2000;

function ownerOf(socket: string): number | null {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.slice(0, MOST_PROCESSES).find((pid) => holds(pid, socket));
  return found === undefined ? null : Number(found);
}

function holds(pid: string, socket: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === socket);
  } catch {
    return false; // of somebody else, or it has just ended, or closed that one
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return ''; // it has just ended
  }
}
