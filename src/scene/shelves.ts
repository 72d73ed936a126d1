import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isId } from './ids.ts';
import { isScene, type Scene } from './record.ts';

/** Where records stand. */
export interface Shelf {
  /** The oldest first. */
  ids(): string[];
  /** Null: it is not there, or cannot be read. */
  read(id: string): Scene | null;
  /** Throws what the file system throws. */
  write(scene: Scene): void;
  remove(id: string): void;
}

export function memoryShelf(scenes: Map<string, Scene>): Shelf {
  return {
    ids: () => [...scenes.keys()].sort(),
    read: (id) => scenes.get(id) ?? null,
    write: (scene) => void scenes.set(scene.id, scene),
    remove: (id) => void scenes.delete(id),
  };
}

const ENDING = '.json';

/** A file each, for its owner alone: output and environment may hold more secrets than can be found. */
export function folderShelf(folder: string): Shelf {
  const file = (id: string): string => join(folder, id + ENDING);
  return {
    ids: () => idsIn(folder),
    read: (id) => (isId(id) ? readScene(file(id)) : null),
    write(scene) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const aside = join(folder, `.new-${scene.id}`);
      try {
        writeFileSync(aside, `${JSON.stringify(scene, null, 1)}\n`, { mode: 0o600 });
        renameSync(aside, file(scene.id));
      } catch (error) {
        rmSync(aside, { force: true });
        throw error;
      }
    },
    remove: (id) => rmSync(file(id), { force: true }),
  };
}

function idsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(ENDING));
    return names
      .map((name) => name.slice(0, -ENDING.length))
      .filter(isId)
      .sort();
  } catch {
    // There is none as long as nothing has failed; where it may not be read there is nothing to be told either.
    return [];
  }
}

function readScene(file: string): Scene | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isScene(value) ? value : null;
  } catch {
    // Removed meanwhile, not ours to read, or no record: the others can be told all the same.
    return null;
  }
}
