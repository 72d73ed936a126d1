import { readdirSync } from 'node:fs';
import { readProc } from '../helpers/processes.ts';

/** USER_HZ, which is 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time of a process and all its threads so far, user and system, in seconds. */
export function cpuSeconds(pid: number): number {
  const fields = need(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** How often a thread of the process went to sleep, and so was woken up, so far. */
export function wakeUps(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) => numberAfter('voluntary_ctxt_switches', need(pid, `task/${task}/status`)))
    .reduce((sum, count) => sum + count, 0);
}

/** Private memory in MB (10^6 bytes). */
export function anonymousMegabytes(pid: number): number {
  return (numberAfter('Anonymous', need(pid, 'smaps_rollup')) * 1024) / 1e6;
}

/** The same with its share of what others map too. */
export function proportionalMegabytes(pid: number): number {
  return (numberAfter('Pss', need(pid, 'smaps_rollup')) * 1024) / 1e6;
}

function numberAfter(key: string, text: string): number {
  const match = new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(text);
  if (!match) throw new Error(`no ${key} in what the kernel says:\n${text}`);
  return Number(match[1]);
}

function need(pid: number, file: string): string {
  const text = readProc(pid, file);
  if (text === null) throw new Error(`process ${pid} has gone while it was measured (/proc/${pid}/${file})`);
  return text;
}
