import type { Config, FcgiSocketConfig, GroupConfig } from '../../model/config.ts';
import type { Section } from '../dialect/store.ts';
import { readMemberSocket } from '../load/fcgi.ts';
import type { Loading, MadeProgram } from '../load/loading.ts';
import { sectionNames } from '../load/names.ts';
import { readTable } from '../load/table.ts';
import { FCGI_PROGRAM } from '../options/fcgi.ts';
import { EVENTLISTENER } from '../options/listeners.ts';
import { GROUP } from '../options/others.ts';
import { programEntries } from './programEntries.ts';
import { type Entries, originalText, tableEntries } from './rows.ts';
import type { IniSection } from './writeIni.ts';

/** Groups and programs in the order in which the files open them. */
export function programSections({ groups }: Config, source: Loading): IniSection[] {
  const byKind = new Map(groups.map((group) => [`${group.kind}:${group.name}`, group]));
  const made = madeBySection(source);
  return [...source.store.sections.values()].flatMap((section) => {
    const kind = section.name.slice(0, section.name.indexOf(':') + 1);
    if (kind === 'group:') return [{ name: section.name, entries: groupEntries(source, section) }];
    const own = KINDS[kind]?.(source, section, groupOf(byKind, section));
    if (own === undefined) return [];
    return [
      { name: section.name, entries: [...own, ...programEntries({ source, section, made: made.get(section) ?? [] })] },
    ];
  });
}

/** A program's group has the name of the section, without white space around it. */
function groupOf(groups: ReadonlyMap<string, GroupConfig>, { name }: Section): GroupConfig | undefined {
  const colon = name.indexOf(':') + 1;
  return groups.get(name) ?? groups.get(name.slice(0, colon) + name.slice(colon).trim());
}

function madeBySection({ made }: Loading): Map<Section, MadeProgram[]> {
  const found = new Map<Section, MadeProgram[]>();
  for (const each of made) found.set(each.section, [...(found.get(each.section) ?? []), each]);
  return found;
}

function groupEntries(source: Loading, section: Section): Entries {
  const values = readTable(source, section, GROUP, sectionNames(source));
  return tableEntries(GROUP, values, true, originalText(source.store, section));
}

/** What a kind of program has that plain ones do not. */
const KINDS: Readonly<Record<string, (source: Loading, section: Section, group: GroupConfig | undefined) => Entries>> =
  {
    'program:': () => [],
    'eventlistener:': (source, section, group) => {
      const { priority, ...rows } = EVENTLISTENER;
      return tableEntries(rows, { ...group }, true, originalText(source.store, section));
    },
    'fcgi-program:': (source, section, group) => {
      const original = originalText(source.store, section);
      const socket = group?.kind === 'fcgi-program' ? group.socket : readMemberSocket(quiet(source), section);
      if (socket !== null) return socketEntries(socket, original);
      const text = original('socket');
      return text === undefined ? [] : [['socket', text]];
    },
  };

/** What is wrong has been said already. */
function quiet(source: Loading): Loading {
  return { ...source, warnings: [], onWarning: () => undefined };
}

function socketEntries(socket: FcgiSocketConfig, original: (key: string) => string | undefined): Entries {
  const { socket_backlog, socket_owner, socket_mode, socket: url } = FCGI_PROGRAM;
  const values = {
    socket_backlog: socket.backlog,
    socket_owner: socket.owner,
    socket_mode: socket.mode,
    socket: socket.url,
  };
  return tableEntries({ socket_backlog, socket_owner, socket_mode, socket: url }, values, true, original);
}
