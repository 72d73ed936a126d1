import { readFileSync } from 'node:fs';
import type { ResourceLimit } from '../native/index.ts';

/** What a child gets: our own limits, but for those that are set for it. */
export function limitsOf(changed: readonly ResourceLimit[]): Record<string, string> {
  const limits = ownLimits();
  for (const { resource, soft, hard } of changed) {
    const name = NAMES[resource]?.[0];
    if (name !== undefined) limits[name] = inWords(number(soft), number(hard));
  }
  return limits;
}

/** By number (getrlimit(2)): the names of `ulimit` and of proc(5). */
const NAMES: readonly (readonly [name: string, kernel: string] | null)[] = [
  ['cpu', 'Max cpu time'],
  ['fsize', 'Max file size'],
  ['data', 'Max data size'],
  ['stack', 'Max stack size'],
  ['core', 'Max core file size'],
  null,
  ['nproc', 'Max processes'],
  ['nofile', 'Max open files'],
  ['memlock', 'Max locked memory'],
  ['as', 'Max address space'],
];

function ownLimits(): Record<string, string> {
  const text = readFileSync('/proc/self/limits', 'latin1');
  const limits: Record<string, string> = {};
  for (const names of NAMES) {
    if (names === null) continue;
    const [name, kernel] = names;
    const [, soft, hard] = new RegExp(`^${kernel} +(\\S+) +(\\S+)`, 'm').exec(text) ?? [];
    if (soft !== undefined && hard !== undefined) limits[name] = inWords(soft, hard);
  }
  return limits;
}

function number(limit: number): string {
  return limit < 0 ? 'unlimited' : String(limit);
}

function inWords(soft: string, hard: string): string {
  return soft === hard ? soft : `${soft}, at most ${hard}`;
}
