import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where records are kept that no configuration has a place for: root's in the first, anybody's in the second. */
export function keepFolders(): string[] {
  return [RUN, ownFolder(process.getuid?.() ?? 0)].filter(isTrustworthy);
}

const RUN = '/run/tsupervisord/scenes';

function ownFolder(uid: number): string {
  return join(tmpdir(), `tsupervisord-${uid}`);
}

/** Anybody may make a directory of that name in /tmp: it has to be ours, or root's. */
function isTrustworthy(folder: string): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory()) return false;
  return stat.uid === 0 || stat.uid === process.getuid?.();
}
