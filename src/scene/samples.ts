import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Clock } from '../util/clock.ts';
import { type Listeners, listeners } from './listeners.ts';
import type { SceneSample } from './record.ts';

/** Notes from time to time what running processes use. */
export interface Sampler {
  of(pid: number): readonly SceneSample[];
  stop(): void;
}

const KEPT = 10;
/** The first note shows how a program began. */
const FIRST_MS = 2000;
/** So many are looked at before whatever else waits has its turn. */
const AT_ONCE = 20;

export function startSampling(clock: Clock, seconds: number, pids: () => Iterable<number>): Sampler {
  const samples = new Map<number, readonly SceneSample[]>();
  let cancel = clock.at(clock.now() + Math.min(FIRST_MS, seconds * 1000), begin);

  function begin(): void {
    const running = [...pids()];
    forgetOthers(running);
    look(running, listeners());
  }

  function look(pidsLeft: readonly number[], listening: Listeners): void {
    for (const pid of pidsLeft.slice(0, AT_ONCE)) {
      const sample = sampleOf(pid, clock.wall(), listening);
      if (sample !== null) samples.set(pid, [...(samples.get(pid) ?? []), sample].slice(-KEPT));
    }
    const rest = pidsLeft.slice(AT_ONCE);
    cancel =
      rest.length > 0
        ? clock.at(clock.now(), () => look(rest, listening))
        : clock.at(clock.now() + seconds * 1000, begin);
  }

  function forgetOthers(running: readonly number[]): void {
    const still = new Set(running);
    for (const pid of samples.keys()) if (!still.has(pid)) samples.delete(pid);
  }

  return { of: (pid) => samples.get(pid) ?? [], stop: () => cancel() };
}

/** Null: it has ended, or is about to. */
export function sampleOf(pid: number, wall: number, listening: Listeners): SceneSample | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const memory = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
    if (memory === undefined) return null; // it is on its way out: what it has is gone already
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      time: new Date(wall).toISOString(),
      memory: Number(memory) * 1024,
      cpu: (Number(ticks[11]) + Number(ticks[12])) * MS_PER_TICK,
      threads: number(/^Threads:\s+(\d+)/m, status),
      ...openFiles(pid, listening),
    };
  } catch {
    return null;
  }
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;

function number(pattern: RegExp, text: string): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

/** Of more descriptors than this it is not asked what they are. */
const MOST_LOOKED_AT = 1000;

/** Of another user's process they can be seen by root alone. */
function openFiles(pid: number, listening: Listeners): Pick<SceneSample, 'files' | 'sockets' | 'ports'> {
  try {
    const fds = readdirSync(`/proc/${pid}/fd`);
    if (fds.length > MOST_LOOKED_AT) return { files: fds.length };
    const inodes = fds.flatMap((fd) => socketOf(`/proc/${pid}/fd/${fd}`));
    const ports = inodes.flatMap((inode) => listening.get(inode) ?? []);
    return { files: fds.length, sockets: inodes.length, ...(ports.length === 0 ? {} : { ports: ports.slice(0, 20) }) };
  } catch {
    return {};
  }
}

function socketOf(link: string): string[] {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1];
    return inode === undefined ? [] : [inode];
  } catch {
    return []; // closed meanwhile
  }
}
