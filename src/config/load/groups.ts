import type { GroupConfig, MemberSocket, ProgramGroupConfig } from '../../model/config.ts';
import { type Section, sectionsStarting } from '../dialect/store.ts';
import { GROUP } from '../options/others.ts';
import { SHARED } from '../options/program.ts';
import { similarTo } from '../similar.ts';
import { processOrGroupName } from '../types/words.ts';
import { byPriority } from './byPriority.ts';
import { readListenerPool } from './eventListeners.ts';
import { readFcgiGroup, readMemberSocket } from './fcgi.ts';
import { attempt, fault, type Loading, placeOf, readOption } from './loading.ts';
import { sectionNames } from './names.ts';
import { readProcesses } from './processes.ts';
import { readTable } from './table.ts';

/** Every group, sorted by priority and name. A program that a `[group:x]` names has no group of its own. */
export function readGroups(loading: Loading): GroupConfig[] {
  const { store } = loading;
  const taken = new Set<string>();
  const free = (section: Section) => !taken.has(section.name);
  const groups: GroupConfig[] = [];
  for (const section of sectionsStarting(store, 'group:')) groups.push(readGroup(loading, section, taken));
  for (const section of sectionsStarting(store, 'program:').filter(free)) groups.push(readProgram(loading, section));
  for (const section of sectionsStarting(store, 'eventlistener:')) groups.push(readListenerPool(loading, section));
  for (const section of sectionsStarting(store, 'fcgi-program:').filter(free)) {
    const group = readFcgiGroup(loading, section);
    if (group !== null) groups.push(group);
  }
  return groups.sort(byPriority);
}

function groupName(loading: Loading, section: Section): string {
  const name = section.name.slice(section.name.indexOf(':') + 1);
  return attempt(loading, section, null, name, () => processOrGroupName(name));
}

function readProgram(loading: Loading, section: Section): ProgramGroupConfig {
  const name = groupName(loading, section);
  const priority = readOption(loading, section, 'priority', SHARED.priority, sectionNames(loading));
  return { kind: 'program', name, priority, processes: readProcesses(loading, section, name) };
}

function readGroup(loading: Loading, section: Section, taken: Set<string>): ProgramGroupConfig {
  const name = groupName(loading, section);
  const { programs, priority } = readTable(loading, section, GROUP, sectionNames(loading));
  // The reference forgets the group's section after the first member: what is wrong with a later one it reports under
  // the member before.
  let blamed = section;
  const sockets: MemberSocket[] = [];
  const processes = programs.flatMap((program) => {
    const member = memberSection(loading, section, blamed, program);
    if (member === null) return [];
    blamed = member;
    taken.add(member.name);
    const members = readProcesses(loading, member, name);
    const socket = member.name.startsWith('fcgi-program:') ? readMemberSocket(loading, member) : null;
    if (socket !== null) sockets.push({ socket, processes: members.map((process) => process.name) });
    return members;
  });
  return { kind: 'program', name, priority, processes, ...(sockets.length === 0 ? {} : { sockets }) };
}

function memberSection(loading: Loading, group: Section, blamed: Section, program: string): Section | null {
  const { sections } = loading.store;
  const plain = sections.get(`program:${program}`);
  const fcgi = sections.get(`fcgi-program:${program}`);
  const place = placeOf(loading, group, 'programs');
  if (plain === undefined && fcgi === undefined) {
    fault(
      loading,
      `[${blamed.name}] names unknown program or fcgi-program ${program}`,
      place,
      didYouMean(loading, program),
    );
  }
  if (plain !== undefined && fcgi !== undefined) {
    const message = `[${blamed.name}] name ${program} is ambiguous (exists as program and fcgi-program)`;
    fault(loading, message, place, 'rename one of the two sections');
  }
  return plain ?? fcgi ?? null;
}

function didYouMean(loading: Loading, program: string): string {
  const known = ['program:', 'fcgi-program:'].flatMap((prefix) =>
    sectionsStarting(loading.store, prefix).map((section) => section.name.slice(prefix.length)),
  );
  const similar = similarTo(program, known);
  return similar === null ? `add a [program:${program}] section` : `did you mean ${similar}?`;
}
