import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** Beside the bundles: what V8 has made of them, written by `prepare` when the package is installed. */
export const CACHE_FOLDER = 'code-cache';

/** Every bundle ends with it: V8 itself only compares lengths. */
const ID = /\n\/\/([0-9a-f]{64})\n$/;

type Load = (module: NodeModule, filename: string) => void;
// Node's types leave the table out; it is where every loader hook of CommonJS goes.
const extensions = (Module as unknown as { _extensions: Record<string, Load | undefined> })._extensions;

/**
 * Has the bundles in `folder` run from their cache. Where there is none, or one of another build, other flags or another
 * version of V8, they are compiled as ever. `used` is told of each script, so that its cache can be made.
 */
export function useCodeCache(folder: string, used?: (file: string, id: string, script: Script) => void): void {
  const loadAsEver = extensions['.cjs'] ?? extensions['.js'];
  extensions['.cjs'] = (module, filename) => {
    const isOurs = dirname(filename) === folder;
    const cache = isOurs ? readOrNull(cacheFile(filename)) : null;
    if (!isOurs || (cache === null && used === undefined)) loadAsEver?.(module, filename);
    else run(module, filename, cache);
  };

  function run(module: NodeModule, filename: string, cache: Buffer | null): void {
    // The daemon's bundles, which alone have a cache, are ASCII (test/unit/util/codeCache.test.ts).
    const source = readFileSync(filename, 'latin1');
    const id = ID.exec(source.slice(-80))?.[1] ?? 'unknown';
    const isOfThis = cache?.toString('latin1', 0, id.length) === id;
    const script = new Script(Module.wrap(source), {
      filename,
      ...(isOfThis && { cachedData: cache.subarray(id.length) }),
    });
    used?.(filename, id, script);
    const start = script.runInThisContext() as (...scope: unknown[]) => unknown;
    start.call(module.exports, module.exports, (name: string) => module.require(name), module, filename, folder);
  }
}

export function cacheFile(filename: string): string {
  return join(dirname(filename), CACHE_FOLDER, `${basename(filename)}.bin`);
}

/** The id of the bundle it was made of stands at its beginning. */
function readOrNull(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null; // none was made: not an error, only slower
  }
}
