import type { Machine } from '../context.ts';
import { BadValue } from '../problem.ts';
import { integerOrNull } from '../python/int.ts';

/** A user's name or number to a uid that the machine knows. */
export function userId(value: string, { lookups }: Machine): number {
  return idOf(value, 'user', lookups.userByName(value)?.uid, (id) => lookups.userById(id) !== null);
}

export function groupId(value: string, { lookups }: Machine): number {
  return idOf(value, 'group', lookups.groupByName(value)?.gid, (id) => lookups.groupById(id) !== null);
}

/** `user:group` or `user`; -1 leaves the group alone. */
export function userAndGroup(value: string, machine: Machine): readonly [number, number] {
  const colon = value.indexOf(':');
  const user = colon === -1 ? value : value.slice(0, colon);
  try {
    return [userId(user, machine), colon === -1 ? -1 : groupId(value.slice(colon + 1), machine)];
  } catch (error) {
    if (error instanceof BadValue) throw new BadValue(`Invalid user:group definition ${value}`, error.expected);
    throw error;
  }
}

export function primaryGroup(uid: number, { lookups }: Machine): number {
  return lookups.userById(uid)?.gid ?? -1;
}

const MAX_ID = 2 ** 32 - 2;

function idOf(
  value: string,
  kind: 'user' | 'group',
  named: number | undefined,
  known: (id: number) => boolean,
): number {
  const id = integerOrNull(value);
  const expected = `a ${kind} that exists on this machine`;
  if (id !== null) {
    if (id >= 0 && id <= MAX_ID && known(id)) return id;
    throw new BadValue(`Invalid ${kind} id ${value}`, expected);
  }
  if (named === undefined) throw new BadValue(`Invalid ${kind} name ${value}`, expected);
  return named;
}
