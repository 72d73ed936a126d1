import { machineOf, type Surroundings } from './context.ts';
import { createStore } from './dialect/store.ts';
import { readMainFile } from './load/file.ts';
import { startLoading, stopAtFirst } from './load/loading.ts';
import { readTable } from './load/table.ts';
import { SUPERVISORD } from './options/supervisord.ts';
import { ConfigError } from './problem.ts';
import { dirname, normalizePath } from './python/paths.ts';

/** `scene_dir` of a file, for who wants to read it without a daemon; null: none, or the file cannot be read. */
export function loadSceneDir(file: string, surroundings: Surroundings): string | null {
  const machine = machineOf(surroundings);
  const here = dirname(normalizePath(file, machine));
  const hereNames = new Map([['here', here]]);
  const loading = { ...startLoading(file, machine, createStore(), stopAtFirst), here, hereNames };
  try {
    readMainFile(loading.store, file, machine.cwd);
    const section = loading.store.sections.get('supervisord');
    if (section === undefined) return null;
    const { scene_dir } = SUPERVISORD;
    return readTable(loading, section, { scene_dir }, [loading.environ, loading.hereNames]).scene_dir;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return null;
  }
}
