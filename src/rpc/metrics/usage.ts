import { readFileSync } from 'node:fs';

/** What a process uses at this moment. */
export interface Usage {
  readonly residentBytes: number;
  readonly threads: number;
  readonly cpuSeconds: number;
}

/** Of the process alone, from proc(5); null: it is gone. */
export function usageOf(pid: number): Usage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    // The name may hold anything, parentheses included: what counts stands behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[UTIME]) + Number(fields[UTIME + 1]);
    return {
      residentBytes: numberIn(status, /^VmRSS:\s+(\d+) kB$/m) * 1024,
      threads: numberIn(status, /^Threads:\s+(\d+)$/m),
      cpuSeconds: ticks / TICKS_A_SECOND,
    };
  } catch {
    // It has ended since; the next answer will say so.
    return null;
  }
}

/** Counted from the state, which is field 3. */
const UTIME = 11;

/** USER_HZ: the kernel shows times in these whatever its own clock does. */
const TICKS_A_SECOND = 100;

/** A zombie has no memory. */
function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}
