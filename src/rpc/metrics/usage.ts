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
    // The name may hold anything, parentheses included: what counts stands behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const numberAt = (field: number): number => Number(fields[field - FIRST]);
    return {
      residentBytes: numberAt(24) * pageSize(),
      threads: numberAt(20),
      cpuSeconds: (numberAt(14) + numberAt(15)) / TICKS_A_SECOND,
    };
  } catch {
    // It has ended since; the next answer will say so.
    return null;
  }
}

/** The state is field 3. */
const FIRST = 3;

/** USER_HZ: the kernel shows times in these whatever its own clock does. */
const TICKS_A_SECOND = 100;

let knownPageSize: number | null = null;

/** 64 KiB on some arm64 systems; the kernel tells every program among its auxiliary values. */
function pageSize(): number {
  knownPageSize ??= auxiliary(AT_PAGESZ) ?? 4096;
  return knownPageSize;
}

const AT_PAGESZ = 6n;

function auxiliary(key: bigint): number | null {
  const values = readFileSync('/proc/self/auxv');
  for (let at = 0; at + 16 <= values.length; at += 16) {
    if (values.readBigUInt64LE(at) === key) return Number(values.readBigUInt64LE(at + 8));
  }
  return null;
}
