import { etcLookups } from '../../config/etcLookups.ts';
import { loadSceneDir } from '../../config/loadSceneDir.ts';
import { processSurroundings } from '../../config/surroundings.ts';
import { openBook } from '../../scene/book.ts';
import { keepFolders } from '../../scene/keepFolder.ts';
import type { Scene, SceneSummary } from '../../scene/record.ts';
import { select } from '../../scene/select.ts';

/** Records of the failures that somebody asked for. */
export interface Records {
  /** The latest first. */
  list(): Promise<readonly SceneSummary[]>;
  get(id: string): Promise<Scene | null>;
  /** What a process does now, as `status` has it; null: nobody knows. */
  state(namespec: string): Promise<string | null>;
}

/** Those that were left by a daemon that is not there any more, or by init mode; null: there is nothing. */
export function keptRecords(configFile: string | null, name: string | null): (Records & { folder: string }) | null {
  for (const folder of folders(configFile)) {
    const book = openBook({ scene_dir: folder, ...ALL }, new Map(), () => undefined);
    if (book.list([], 1).length === 0) continue;
    const selection = name === null ? null : select(book, name, () => false);
    const summaries = name !== null && selection === null ? [] : book.list(selection === null ? [] : [selection], MOST);
    return { folder, list: async () => summaries, get: async (id) => book.get(id), state: async () => null };
  }
  return null;
}

const ALL = { scene_max: Number.POSITIVE_INFINITY, scene_age: Number.POSITIVE_INFINITY };
const MOST = 1000;

function folders(configFile: string | null): string[] {
  const set = configFile === null ? null : loadSceneDir(configFile, processSurroundings(etcLookups()));
  return [...(set === null ? [] : [set]), ...keepFolders()];
}
