import { opendirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { SceneFile } from './record.ts';

/** A directory may hold millions of files: no more than these are looked at. */
const MOST_LOOKED_AT = 3000;
const MOST_KEPT = 10;

/** Files of a crash that are newer than the start, where the program ran and where its options say. */
export function filesLeft(directory: string, argv: readonly string[], since: number): SceneFile[] {
  const folders = new Set([directory, ...namedByOptions(directory, argv), ...coreFolder()]);
  return [...folders].flatMap((folder) => filesIn(folder, since)).slice(0, MOST_KEPT);
}

const KINDS: readonly (readonly [name: RegExp, what: string])[] = [
  [/^hs_err_pid\d+\.log$/, 'crash report of Java'],
  [/^replay_pid\d+\.log$/, 'compiler replay of Java'],
  [/\.hprof$/, 'heap dump of Java'],
  [/^core(\..+)?$/, 'core dump'],
  [/^report\.\d.*\.json$/, 'diagnostic report of Node.js'],
  [/\.heapsnapshot$/, 'heap snapshot of Node.js'],
];

/** -XX:HeapDumpPath=… and -XX:ErrorFile=… name a file or a directory. */
function namedByOptions(directory: string, argv: readonly string[]): string[] {
  return argv.flatMap((word) => {
    const path = /^-XX:(?:HeapDumpPath|ErrorFile)=(.+)$/.exec(word)?.[1];
    if (path === undefined) return [];
    const whole = resolve(directory, path);
    return [isDirectory(whole) ? whole : dirname(whole)];
  });
}

export function corePattern(): string {
  try {
    return readFileSync('/proc/sys/kernel/core_pattern', 'latin1').trim();
  } catch {
    // Without /proc/sys nobody can say where core dumps go.
    return '';
  }
}

function coreFolder(): string[] {
  const pattern = corePattern();
  return pattern.startsWith('/') && !pattern.slice(1).startsWith('/%') ? [dirname(pattern)] : [];
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function filesIn(folder: string, since: number): SceneFile[] {
  const found: SceneFile[] = [];
  for (const name of namesIn(folder)) {
    const kind = KINDS.find(([pattern]) => pattern.test(name));
    if (kind === undefined) continue;
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    // File systems may keep whole seconds only.
    if (stat === undefined || !stat.isFile() || stat.mtimeMs < since - 1000) continue;
    found.push({ path, size: stat.size, time: stat.mtime.toISOString(), what: kind[1] });
  }
  return found;
}

function namesIn(folder: string): string[] {
  try {
    const open = opendirSync(folder, { bufferSize: 512 });
    try {
      const names: string[] = [];
      for (let entry = open.readSync(); entry !== null && names.length < MOST_LOOKED_AT; entry = open.readSync()) {
        names.push(entry.name);
      }
      return names;
    } finally {
      open.closeSync();
    }
  } catch {
    // Not there, or not for us to look into: then nothing can be said of it.
    return [];
  }
}
