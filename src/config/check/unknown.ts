import type { Section } from '../dialect/store.ts';
import type { Loading } from '../load/loading.ts';
import { kindOf, SECTIONS } from '../options/sections.ts';
import type { Problem } from '../problem.ts';
import { similarTo } from '../similar.ts';

/** Sections and keys that nothing reads. */
export function lookForUnknown({ store }: Loading, add: (problem: Problem) => void): void {
  for (const section of store.sections.values()) {
    const kind = kindOf(section.name);
    if (kind === null) add(unknownSection(section));
    else unknownKeys(section, kind).forEach(add);
  }
}

function unknownSection({ name, file, line }: Section): Problem {
  const message = `the section [${name}] is not known and has no effect`;
  return { severity: 'warning', file, line, section: name, key: null, message, hint: likelySection(name) };
}

function likelySection(name: string): string | null {
  const colon = name.indexOf(':');
  const kind = similarTo(colon === -1 ? name : name.slice(0, colon), Object.keys(SECTIONS)) ?? exactKind(name);
  if (kind === null) return null;
  const named = SECTIONS[kind]?.naming !== 'single';
  const rest = colon === -1 ? ':name' : name.slice(colon);
  return `did you mean [${kind}${named ? rest : ''}]?`;
}

/** A kind that is spelled right but named wrongly: `[program]`, `[supervisord:x]`. */
function exactKind(name: string): string | null {
  const kind = name.split(':', 1)[0]?.toLowerCase() ?? '';
  return Object.hasOwn(SECTIONS, kind) ? kind : null;
}

function unknownKeys(section: Section, kind: string): Problem[] {
  const { table = {}, free } = SECTIONS[kind] ?? {};
  if (free === true) return [];
  const known = Object.keys(table);
  return [...section.entries].flatMap(([key, { file, line }]) => {
    // A header that was not closed is reported as that.
    if (Object.hasOwn(table, key) || key.startsWith('[')) return [];
    const similar = similarTo(key, known) ?? known.find((each) => each.endsWith(`_${key}`)) ?? null;
    const hint = similar === null ? elsewhere(key) : `did you mean ${similar}?`;
    const message = `the key is not known in [${section.name}] and has no effect`;
    return [{ severity: 'warning', file, line, section: section.name, key, message, hint }];
  });
}

function elsewhere(key: string): string | null {
  const kind = Object.keys(SECTIONS).find((each) => Object.hasOwn(SECTIONS[each]?.table ?? {}, key));
  return kind === undefined ? null : `it belongs in [${kind}${SECTIONS[kind]?.naming === 'named' ? ':name' : ''}]`;
}
