import { readFileSync } from 'node:fs';
import type { Clock } from '../../util/clock.ts';
import type { Process } from '../process.ts';
import { childrenByParent, descendantsOf, type ProcessTree } from '../tree.ts';

/** What a program and all that descends from it use together. */
export interface MemoryUse {
  /** Resident. What processes share counts for each of them: telling it apart (PSS) costs as much as walking all pages. */
  readonly bytes: number;
  readonly processes: number;
}

export interface MemoryWatch {
  /** Looks at it for as long as it runs. */
  add(process: Process): void;
}

const INTERVAL_MS = 3000;

export type Measure = (pid: number, tree: ProcessTree) => MemoryUse;

/** Looks at all programs at once, and only while there are any. */
export function createMemoryWatch(
  clock: Clock,
  onTooMuch: (process: Process, use: MemoryUse) => void,
  measure: Measure = memoryUse,
  readTree: () => ProcessTree = childrenByParent,
): MemoryWatch {
  const watched = new Set<Process>();

  function look(): void {
    for (const process of watched) if (!LIVE.has(process.status.state)) watched.delete(process);
    if (watched.size === 0) return;
    const tree = readTree();
    for (const process of watched) {
      const use = measure(process.status.pid, tree);
      if (use.bytes > (process.config.max_memory ?? Number.POSITIVE_INFINITY)) onTooMuch(process, use);
    }
    wait();
  }

  function wait(): void {
    clock.at(clock.now() + INTERVAL_MS, look);
  }

  return {
    add(process) {
      if (watched.size === 0) wait();
      watched.add(process);
    },
  };
}

const LIVE: ReadonlySet<string> = new Set(['STARTING', 'RUNNING']);

export function memoryUse(pid: number, tree: ProcessTree): MemoryUse {
  const pids = [pid, ...descendantsOf(pid, tree).map((each) => each.pid)];
  return { bytes: pids.reduce((sum, each) => sum + residentBytes(each), 0), processes: pids.length };
}

/** proc(5), "status": in kB, whatever the size of a page is. Nothing of a process that has ended. */
function residentBytes(pid: number): number {
  try {
    const [, kilobytes = '0'] = /^VmRSS:\s*([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    // It has ended since the tree was read.
    return 0;
  }
}
