import type { Entry, Section, Store } from '../dialect/store.ts';

export const PROGRAM_DEFAULT = 'program-default';

/** A listener's output is a protocol, which `redirect_stderr` and the like would break. */
const TAKERS = /^(fcgi-)?program:/;
/** Two programs cannot have one socket. */
const NOT_SHARED = /^socket/;

/** Gives each program what `[program-default]` says and its own section does not. */
export function applyProgramDefault({ sections }: Store): void {
  const defaults = sections.get(PROGRAM_DEFAULT);
  if (defaults === undefined) return;
  const entries = sharedEntries(defaults);
  for (const section of sections.values()) if (TAKERS.test(section.name)) complete(section, entries);
}

/** For programs that are added later. */
export function programDefaults({ sections }: Store): Readonly<Record<string, string>> {
  const defaults = sections.get(PROGRAM_DEFAULT);
  if (defaults === undefined) return {};
  return Object.fromEntries([...sharedEntries(defaults)].map(([key, { value }]) => [key, value]));
}

function sharedEntries({ entries }: Section): Map<string, Entry> {
  const shared = [...entries].filter(([key]) => !NOT_SHARED.test(key));
  return new Map(shared.map(([key, entry]) => [key, { ...entry, section: PROGRAM_DEFAULT }]));
}

function complete(section: Section, defaults: ReadonlyMap<string, Entry>): void {
  for (const [key, entry] of defaults) if (!section.entries.has(key)) section.entries.set(key, entry);
}
