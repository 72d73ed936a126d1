/** A value as the files give it: lines joined, comments gone, nothing expanded yet. */
export interface Entry {
  readonly value: string;
  readonly file: string;
  readonly line: number;
  /** Where it stands, if that is another section than the one that it counts for. */
  readonly section?: string;
}

export interface Section {
  readonly name: string;
  /** Where it was first opened; the file as it was named on the command line or found by a pattern. */
  readonly file: string;
  readonly line: number;
  readonly entries: Map<string, Entry>;
}

/** Everything read so far, as RawConfigParser holds it: equal sections merged, `[DEFAULT]` apart. */
export interface Store {
  readonly sections: Map<string, Section>;
  readonly defaults: Section;
}

export const DEFAULT_SECTION = 'DEFAULT';

export function createStore(): Store {
  return {
    sections: new Map(),
    defaults: { name: DEFAULT_SECTION, file: '', line: 0, entries: new Map() },
  };
}

/** Section first, `[DEFAULT]` next. */
export function lookUp(store: Store, section: Section, key: string): Entry | undefined {
  return section.entries.get(key) ?? store.defaults.entries.get(key);
}

/** Every key that counts in the section, its own first. */
export function keysOf(store: Store, section: Section): string[] {
  return [...new Set([...section.entries.keys(), ...store.defaults.entries.keys()])];
}

/** Sections whose name starts so, in the order in which they were opened. */
export function sectionsStarting(store: Store, prefix: string): Section[] {
  return [...store.sections.values()].filter((section) => section.name.startsWith(prefix));
}

/**
 * Writes the folder of a file into what that file has added. As in the reference it is a plain replacement of the text
 * `%(here)s`, and values of `[DEFAULT]` that name it become each section's own.
 */
export function expandHere(store: Store, here: string, touched: Touched): void {
  for (const section of touched.defaults ? store.sections.values() : touched.sections) {
    for (const [key, entry] of store.defaults.entries) {
      if (!section.entries.has(key)) replaceHere(section, key, entry, here);
    }
    for (const [key, entry] of section.entries) replaceHere(section, key, entry, here);
  }
}

/** What one file has added to: only there can a `%(here)s` be left. */
export interface Touched {
  readonly sections: ReadonlySet<Section>;
  readonly defaults: boolean;
}

const HERE = '%(here)s';

function replaceHere(section: Section, key: string, entry: Entry, here: string): void {
  if (!entry.value.includes(HERE)) return;
  section.entries.set(key, { ...entry, value: entry.value.replaceAll(HERE, () => here) });
}
