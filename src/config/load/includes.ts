import type { ReaderObserver } from '../dialect/reader.ts';
import { expandHere, lookUp, type Section, type Touched } from '../dialect/store.ts';
import { expand } from '../expand.ts';
import { glob } from '../include/glob.ts';
import { ConfigError } from '../problem.ts';
import { abspath, dirname, join } from '../python/paths.ts';
import { compareText, words } from '../python/text.ts';
import { readIncludedFile } from './file.ts';
import { attempt, fault, type Loading, placeOf, warn } from './loading.ts';
import { readServices } from './services.ts';

export interface IncludeObserver extends ReaderObserver {
  /** Each included file, before it is read. */
  file?(file: string): void;
  /** A file that cannot be opened is passed over. */
  unreadable?(file: string, section: Section): void;
}

/** Reads what `[include]` names. An `[include]` inside an included file has no effect. */
export function readIncludes(loading: Loading, main: Touched, observer: IncludeObserver = {}): void {
  const section = loading.store.sections.get('include');
  if (section === undefined) return;
  expandHere(loading.store, loading.here, main);
  for (const pattern of patterns(loading, section, 'files')) {
    const files = glob(pattern).sort(compareText);
    if (files.length === 0) {
      const hint = 'correct the pattern, or take it out';
      warn(loading, `No file matches via include "${pattern}"`, placeOf(loading, section, 'files'), hint);
    }
    for (const file of files) readOne(loading, file, section, observer);
  }
  readServices(loading, section, patterns(loading, section, 'services'));
}

function patterns(loading: Loading, section: Section, key: 'files' | 'services'): string[] {
  const value = lookUp(loading.store, section, key)?.value;
  if (value === undefined) {
    if (key === 'services' || lookUp(loading.store, section, 'services') !== undefined) return [];
    const hint = 'files=conf.d/*.conf, or take the section out';
    fault(loading, '.ini file has [include] section, but no files setting', placeOf(loading, section), hint);
    return [];
  }
  const own = new Map([
    ['here', loading.here],
    ['host_node_name', loading.machine.hostname],
  ]);
  const expanded = attempt(loading, section, key, '', () => expand(value, [own, loading.environ], `include.${key}`));
  const base = dirname(abspath(loading.file, loading.machine.cwd));
  return words(expanded).map((pattern) => join(base, pattern));
}

function readOne(loading: Loading, file: string, section: Section, observer: IncludeObserver): void {
  const { store, machine } = loading;
  loading.infos.push(`Included extra file "${file}" during parsing`);
  observer.file?.(file);
  const touched = readOrReport(loading, file, section, observer);
  if (touched !== null) expandHere(store, abspath(dirname(file), machine.cwd), touched);
}

function readOrReport(loading: Loading, file: string, section: Section, observer: IncludeObserver): Touched | null {
  try {
    const touched = readIncludedFile(loading.store, file, observer);
    if (touched === null) observer.unreadable?.(file, section);
    return touched;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    loading.onFault(error);
    return null;
  }
}
