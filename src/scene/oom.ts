import { readFileSync } from 'node:fs';
import type { SceneMemory } from './record.ts';

/** Watches how often the OOM killer has struck among the processes of our own control group. */
export interface OomWatch {
  /** Reads the counters; `killed`: a process has just ended by SIGKILL, with nobody here having sent it. */
  look(killed: boolean, now: number): SceneMemory | null;
}

/** Programs that are struck together end within this time of each other. */
const TOGETHER_MS = 5000;

/** `before`: how often it had struck so far, where that is known. Null where there is no such counter: outside of any memory group, or with a file system that is not mounted. */
export function watchOom(files: MemoryFiles | null = memoryFiles(), before: number | null = null): OomWatch | null {
  if (files === null) return null;
  let seen = before ?? killsOf(files);
  let struckAt = Number.NEGATIVE_INFINITY;
  return {
    look(killed, now) {
      const total = killsOf(files);
      const kills = Math.max(total - seen, 0);
      seen = total;
      if (kills > 0) struckAt = now;
      const struck = killed && now - struckAt < TOGETHER_MS;
      return { ...sizesOf(files), kills, struck };
    },
  };
}

export interface MemoryFiles {
  readonly events: string;
  readonly limit: string;
  readonly peak: string;
  readonly used: string;
}

const V1 = {
  events: 'memory.oom_control',
  limit: 'memory.limit_in_bytes',
  peak: 'memory.max_usage_in_bytes',
  used: 'memory.usage_in_bytes',
};
const V2 = { events: 'memory.events', limit: 'memory.max', peak: 'memory.peak', used: 'memory.current' };

/** Where the kernel tells about our own group (cgroups(7)). `root` and `self` are for tests. */
export function memoryFiles(root = '/sys/fs/cgroup', self = '/proc/self/cgroup'): MemoryFiles | null {
  const groups =
    read(self)
      ?.split('\n')
      .map((line) => /^\d+:([^:]*):(.*)$/.exec(line)) ?? [];
  const path = (wanted: (controllers: string) => boolean): string | null =>
    groups.find((match) => match !== null && wanted(match[1] ?? ''))?.[2] ?? null;
  const v1 = path((controllers) => controllers.split(',').includes('memory'));
  const v2 = path((controllers) => controllers === '');
  return (v1 === null ? null : firstWith(`${root}/memory`, v1, V1)) ?? (v2 === null ? null : firstWith(root, v2, V2));
}

/** A container sees its own group as the root of what is mounted there, whatever its path is called outside. */
function firstWith(mount: string, path: string, names: MemoryFiles): MemoryFiles | null {
  for (const folder of [`${mount}${path.replace(/\/$/, '')}`, mount]) {
    if (killsIn(read(`${folder}/${names.events}`)) === null) continue;
    const file = (name: string) => `${folder}/${name}`;
    return { events: file(names.events), limit: file(names.limit), peak: file(names.peak), used: file(names.used) };
  }
  return null;
}

function killsOf({ events }: MemoryFiles): number {
  return killsIn(read(events)) ?? 0;
}

function killsIn(text: string | null): number | null {
  const found = text === null ? null : /^oom_kill (\d+)$/m.exec(text);
  return found === null ? null : Number(found[1]);
}

function sizesOf(files: MemoryFiles): Pick<SceneMemory, 'limit' | 'peak' | 'used'> {
  const sizes = { limit: sizeIn(files.limit), peak: sizeIn(files.peak), used: sizeIn(files.used) };
  return Object.fromEntries(Object.entries(sizes).filter(([, size]) => size !== null));
}

/** Version 1 says 'no limit' with a number that no machine has. */
const NO_LIMIT = 2 ** 60;

function sizeIn(file: string): number | null {
  const size = Number.parseInt(read(file) ?? '', 10);
  return size < NO_LIMIT ? size : null;
}

/** Null: it is not there, or not for us to read; then there is nothing to tell of it. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null;
  }
}
