import { readFileSync } from 'node:fs';
import type { GroupRecord, Lookups, UserRecord } from './lookups.ts';

/**
 * The user database of /etc alone, for tools that run without the native layer (which also asks NSS). The files are
 * read when first needed.
 */
export function etcLookups(folder = '/etc'): Lookups {
  const users = lazily(() => records(`${folder}/passwd`).map(toUser));
  const groups = lazily(() => records(`${folder}/group`).map(toGroup));
  return {
    userByName: (name) => users().find((user) => user.name === name) ?? null,
    userById: (uid) => users().find((user) => user.uid === uid) ?? null,
    groupByName: (name) => groups().find((group) => group.name === name) ?? null,
    groupById: (gid) => groups().find((group) => group.gid === gid) ?? null,
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** An image without the file has no users: nothing to be reported here, the look-up itself will fail. */
function records(file: string): string[][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'));
}

function toUser([name = '', , uid = '', gid = '', , home = '']: string[]): UserRecord {
  return { name, uid: Number(uid), gid: Number(gid), home };
}

function toGroup([name = '', , gid = '']: string[]): GroupRecord {
  return { name, gid: Number(gid) };
}
