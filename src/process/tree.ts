import { readdirSync, readFileSync } from 'node:fs';

/** A process that stays the same one: pids are given to others again. */
export interface Pinned {
  readonly pid: number;
  /** In clock ticks since boot (proc(5), field 22). */
  readonly startTime: string;
}

/** Everything that descends from a process, wherever it has put itself: other process groups and sessions included. */
export function descendantsOf(pid: number, children: ProcessTree = childrenByParent()): Pinned[] {
  const found: Pinned[] = [];
  const parents = [pid];
  for (const parent of parents) {
    for (const child of children.get(parent) ?? []) {
      found.push(child);
      parents.push(child.pid);
    }
  }
  return found;
}

/** Those that are still there, and what they have started since. */
export function survivorsOf(tree: readonly Pinned[]): Pinned[] {
  const alive = tree.filter(({ pid, startTime }) => readStat(pid)?.startTime === startTime);
  const all = new Map(alive.map((each) => [each.pid, each]));
  for (const { pid } of alive) for (const each of descendantsOf(pid)) all.set(each.pid, each);
  return [...all.values()];
}

/** What every process has started itself. */
export type ProcessTree = ReadonlyMap<number, readonly Pinned[]>;

/** All processes that are there now. */
export function childrenByParent(): ProcessTree {
  const children = new Map<number, Pinned[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readStat(pid) : null;
    if (stat === null) continue;
    const siblings = children.get(stat.parent) ?? [];
    siblings.push({ pid, startTime: stat.startTime });
    children.set(stat.parent, siblings);
  }
  return children;
}

interface Stat {
  readonly parent: number;
  readonly startTime: string;
}

/** Null: it is gone, or a zombie. */
function readStat(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // It has ended since it was listed.
    return null;
  }
  // The name may contain anything, spaces and parentheses included: what counts stands behind the last one.
  const [state, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const startTime = rest[17];
  return state === 'Z' || startTime === undefined ? null : { parent: Number(parent), startTime };
}
