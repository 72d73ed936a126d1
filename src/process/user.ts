import type { Credentials, Native } from '../native/index.ts';

/** Who a program or the daemon itself is to be: nothing to change, credentials, or why it cannot be. */
export type UserSwitch =
  | { readonly kind: 'stay' }
  | { readonly kind: 'switch'; readonly credentials: Credentials }
  | { readonly kind: 'refused'; readonly reason: string };

/** As the reference's drop_privileges: the user's groups from the group database, its primary one first. */
export function switchTo(native: Native, uid: number): UserSwitch {
  const user = native.userById(uid);
  if (user === null) return { kind: 'refused', reason: `Can't find uid ${uid}` };
  const current = process.getuid?.();
  if (current === uid) return { kind: 'stay' };
  if (current !== 0) return { kind: 'refused', reason: "Can't drop privilege as nonroot user" };
  const groups = native.groupsOf(user.name, user.gid);
  return { kind: 'switch', credentials: { uid, gid: user.gid, groups } };
}
