import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** Beside the bundles: what V8 has made of them, written by `prepare` when the package is installed. */
export const CACHE_FOLDER = 'code-cache';

/** Every bundle ends with it: V8 itself only compares lengths. */
const ID = /\n\/\/([0-9a-f]{64})\n$/;

type Compile = (this: NodeModule, content: string, filename: string, ...more: unknown[]) => unknown;
// Node's types leave the method out; it is what every loader hook of CommonJS replaces.
const prototype = Module.prototype as unknown as { _compile: Compile };

/**
 * Has the bundles in `folder` run from their cache. Where there is none, or one of another build, other flags or another
 * version of V8, they are compiled as ever. `used` is told of each script, so that its cache can be made.
 */
export function useCodeCache(folder: string, used?: (file: string, id: string, script: Script) => void): void {
  const compile = prototype._compile;
  prototype._compile = function (content, filename, ...more) {
    const id = dirname(filename) === folder ? ID.exec(content.slice(-80))?.[1] : undefined;
    const cachedData = id === undefined ? null : readCache(filename, id);
    if (id === undefined || (cachedData === null && used === undefined))
      return compile.call(this, content, filename, ...more);
    const script = new Script(Module.wrap(content), { filename, ...(cachedData && { cachedData }) });
    used?.(filename, id, script);
    const run = script.runInThisContext() as (...scope: unknown[]) => unknown;
    return run.call(this.exports, this.exports, createRequire(filename), this, filename, folder);
  };
}

export function cacheFile(filename: string): string {
  return join(dirname(filename), CACHE_FOLDER, `${basename(filename)}.bin`);
}

/** The id of the bundle it was made of stands at its beginning. */
function readCache(filename: string, id: string): Buffer | null {
  try {
    const bytes = readFileSync(cacheFile(filename));
    return bytes.toString('latin1', 0, id.length) === id ? bytes.subarray(id.length) : null;
  } catch {
    return null; // none was made: not an error, only slower
  }
}
