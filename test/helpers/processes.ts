import { readdirSync, readFileSync } from 'node:fs';
import { MARK } from './sandbox.ts';
import { waitFor } from './waitFor.ts';

export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly ppid: number;
  readonly pgrp: number;
  readonly session: number;
  readonly tty: number;
  readonly nice: number;
}

/** Null where the process is gone; /proc answers a process that ends while it is read with ESRCH. */
export function statOf(pid: number): ProcessStat | null {
  const text = readProc(pid, 'stat');
  if (text === null) return null;
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  const number = (index: number): number => Number(fields[index]);
  return {
    pid,
    name: text.slice(text.indexOf('(') + 1, close),
    state: fields[0] ?? '?',
    ppid: number(1),
    pgrp: number(2),
    session: number(3),
    tty: number(4),
    nice: number(16),
  };
}

export function isAlive(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== null && stat.state !== 'Z' && stat.state !== 'X';
}

export function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Every process whose environment carries the mark, whoever its parent is now. */
export function markedPids(mark: string): number[] {
  const needle = `${MARK}=${mark}`;
  return allPids().filter((pid) => (readProc(pid, 'environ') ?? '').includes(needle));
}

export function childrenOf(parent: number): ProcessStat[] {
  return allPids()
    .map(statOf)
    .filter((stat): stat is ProcessStat => stat !== null && stat.ppid === parent);
}

/** False where there was no such process any more. */
export function signal(pid: number, name: NodeJS.Signals | number): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Ends everything that carries the mark and waits until it is gone. */
export async function endMarked(mark: string): Promise<void> {
  await waitFor(`the end of all processes marked ${mark}`, () => killMarked(mark).length === 0, { within: 15_000 });
}

export function killMarked(mark: string): number[] {
  const pids = markedPids(mark);
  for (const pid of pids) signal(pid, 'SIGKILL');
  return pids;
}

export function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return null;
    throw error;
  }
}
