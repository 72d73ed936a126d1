import { constants } from 'node:os';
import { describeErrno, errnoOf } from '../util/errno.ts';
import { causeOf } from './cause.ts';
import { isOf, subjectOf, timeOf } from './ids.ts';
import { type Scene, type SceneSummary, whatHappened } from './record.ts';
import { folderShelf, memoryShelf, type Shelf } from './shelves.ts';

/** All records that are kept. */
export interface Book {
  /** `make` is given the last one of the same process. */
  add(subject: Selection & { readonly process: string }, make: (before: Scene | null) => Scene): SceneSummary;
  /** The latest first; no selection: of all. */
  list(selections: readonly Selection[], limit: number): SceneSummary[];
  get(id: string): Scene | null;
}

/** A process, or (`process` null) all of a group. */
export interface Selection {
  readonly group: string;
  readonly process: string | null;
}

export interface BookSettings {
  readonly scene_dir: string | null;
  readonly scene_max: number;
  /** Seconds. */
  readonly scene_age: number;
}

/** `memory` holds what cannot be, or is not to be, written to files. */
export function openBook(
  { scene_dir, scene_max, scene_age }: BookSettings,
  memory: Map<string, Scene>,
  warn: (message: string) => void,
): Book {
  const inMemory = memoryShelf(memory);
  const shelves = scene_dir === null ? [inMemory] : [folderShelf(scene_dir), inMemory];
  const oldest = (): number => Date.now() - scene_age * 1000;
  let warned = false;

  function read(id: string): Scene | null {
    for (const shelf of shelves) {
      const scene = shelf.read(id);
      if (scene !== null) return scene;
    }
    return null;
  }

  function ids(): string[] {
    const all = new Set(shelves.flatMap((shelf) => shelf.ids()));
    return [...all].filter((id) => timeOf(id) >= oldest()).sort();
  }

  function put(scene: Scene): void {
    const errno = shelves[0] === undefined ? 0 : writeMakingRoom(shelves[0], inMemory, scene);
    if (errno !== 0) {
      const why = describeErrno(errno);
      if (!warned) warn(`scene_dir: no record can be written to ${scene_dir}: ${why}; they are kept in memory instead`);
      inMemory.write(scene);
    }
    warned = errno !== 0;
  }

  return {
    add({ group, process }, make) {
      const last = ids().findLast((id) => isOf(id, group, process));
      const scene = make(last === undefined ? null : read(last));
      put(scene);
      // One that cannot be removed is tried again with the next.
      for (const shelf of shelves)
        for (const id of surplus(shelf.ids(), scene_max, oldest())) attempt(() => shelf.remove(id));
      return summaryOf(scene);
    },
    list(selections, limit) {
      const isWanted = (id: string) => selections.some(({ group, process }) => isOf(id, group, process));
      const wanted = ids().filter((id) => selections.length === 0 || isWanted(id));
      return wanted
        .slice(limit <= 0 ? wanted.length : -limit)
        .reverse()
        .map(read)
        .filter((scene) => scene !== null)
        .map(summaryOf);
    },
    get: read,
  };
}

/** Where a disk is full the oldest records make room and are kept in memory. 0, or the errno for which it was in vain. */
function writeMakingRoom(shelf: Shelf, inMemory: Shelf, scene: Scene): number {
  for (const oldest of [...shelf.ids().slice(0, MOST_MOVED), null]) {
    const errno = attempt(() => shelf.write(scene));
    if (oldest === null || !FULL.has(errno)) return errno;
    const moved = shelf.read(oldest);
    if (attempt(() => shelf.remove(oldest)) === 0 && moved !== null) inMemory.write(moved);
  }
  return 0;
}

/** As much as a long record takes that follows short ones. */
const MOST_MOVED = 5;

const FULL: ReadonlySet<number> = new Set([constants.errno.ENOSPC, constants.errno.EDQUOT]);

/** 0, or the errno. */
function attempt(what: () => void): number {
  try {
    what();
    return 0;
  } catch (error) {
    return errnoOf(error);
  }
}

export function summaryOf(scene: Scene): SceneSummary {
  const { id, time, process, group, gaveUp } = scene;
  return { id, time, process, group, gaveUp, what: whatHappened(scene), cause: causeOf(scene).sentence };
}

/** What has to go: what is too old, and of what is too much the oldest of those of whom there is most. */
export function surplus(ids: readonly string[], max: number, oldest: number): string[] {
  const old = ids.filter((id) => !(timeOf(id) >= oldest));
  const bySubject = new Map<string, string[]>();
  for (const id of ids.slice().sort()) {
    if (!old.includes(id)) bySubject.set(subjectOf(id), [...(bySubject.get(subjectOf(id)) ?? []), id]);
  }
  const gone: string[] = [];
  for (let left = ids.length - old.length; left > max; left--) {
    const most = [...bySubject.values()].reduce((a, b) => (larger(b, a) ? b : a));
    gone.push(...most.splice(0, 1));
  }
  return [...old, ...gone];
}

function larger(a: readonly string[], b: readonly string[]): boolean {
  return a.length > b.length || (a.length === b.length && (a[0] ?? '') < (b[0] ?? ''));
}
