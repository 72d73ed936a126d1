import { readdirSync } from 'node:fs';
import { exists, isDirectory } from '../files.ts';
import { dirname, join } from '../python/paths.ts';
import { compilePattern } from './fnmatch.ts';

const MAGIC = /[*?[]/;

/**
 * Files that a pattern names, as Python's `glob.glob` finds them: no recursion for `**`, names with a leading dot only
 * where the pattern has it, a pattern without wildcards is taken as it stands. Unsorted.
 */
export function glob(pattern: string): string[] {
  const folder = dirname(pattern);
  const name = pattern.slice(pattern.lastIndexOf('/') + 1);
  if (!MAGIC.test(pattern)) return (name === '' ? isDirectory(folder) : exists(pattern)) ? [pattern] : [];
  const folders = MAGIC.test(folder) ? glob(folder) : [folder];
  return folders.flatMap((each) => namesIn(each, name).map((found) => join(each, found)));
}

function namesIn(folder: string, name: string): string[] {
  if (name === '') return isDirectory(folder) ? [''] : [];
  if (!MAGIC.test(name)) return exists(join(folder, name)) ? [name] : [];
  const matches = compilePattern(name);
  return list(folder).filter((each) => (name.startsWith('.') || !each.startsWith('.')) && matches.test(each));
}

/** A folder that cannot be read has no matches, as in the reference. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder);
  } catch {
    return [];
  }
}
