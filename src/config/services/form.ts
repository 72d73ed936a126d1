import { readFileSync } from 'node:fs';
import { exists } from '../files.ts';
import { join } from '../python/paths.ts';

/** Files that only s6 or s6-rc has in a service directory. */
const OF_S6 = [
  'type',
  'notification-fd',
  'timeout-kill',
  'timeout-finish',
  'down-signal',
  'max-death-tally',
  'lock-fd',
  'dependencies',
  'dependencies.d',
];
const S6_SCRIPT = /^#!\s*\S*(execlineb|with-contenv|s6-\w+)/;

/** Whose service directory it is; both look much the same. */
export function formOf(folder: string): 'runit' | 's6' {
  if (OF_S6.some((name) => exists(join(folder, name)))) return 's6';
  return S6_SCRIPT.test(readLine(join(folder, 'run')) ?? '') ? 's6' : 'runit';
}

/** The first line of a small file, without white space around it; null where it cannot be read. */
export function readLine(file: string): string | null {
  try {
    return (readFileSync(file, 'utf8').split('\n', 1)[0] ?? '').trim();
  } catch {
    // That it is missing is the rule; what cannot be read is reported where the file matters.
    return null;
  }
}
