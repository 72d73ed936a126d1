import { accessSync, constants, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeErrno, errnoOf } from '../util/errno.ts';

/** Names the directory for records that no configuration has a place for. */
const VARIABLE = 'TSUPERVISORD_SCENE_DIR';
const RUN = '/run/tsupervisord/scenes';

/** Where init mode may have kept records: the latest place first. */
export function keepFolders(): string[] {
  const named = process.env[VARIABLE];
  return named ? [named] : [RUN, ...inTmp()].filter(isTrustworthy);
}

/** Makes the first of them that can be made; null, with the reason: none can. */
export function makeKeepFolder(): { readonly folder: string | null; readonly problem: string | null } {
  const named = process.env[VARIABLE];
  const candidates = named ? [named] : [RUN, join(tmpdir(), `${IN_TMP}${uid()}`)];
  let problem: string | null = null;
  for (const folder of candidates) {
    problem = whyNot(folder);
    if (problem === null) return { folder, problem };
  }
  return { folder: null, problem };
}

const IN_TMP = 'tsupervisord-';

function whyNot(folder: string): string | null {
  try {
    if (folder === RUN) mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return isTrustworthy(folder) ? null : `${folder} belongs to somebody else: no record is kept there`;
  } catch (error) {
    return `no record can be kept in ${folder}: ${describeErrno(errnoOf(error))} (${VARIABLE} names another directory)`;
  }
}

/** Root may look at everybody's. */
function inTmp(): string[] {
  const names = readdirSync(tmpdir()).filter((name) => /^tsupervisord-\d+$/.test(name));
  return names.map((name) => join(tmpdir(), name));
}

/** Anybody may make a directory of any name in /tmp: it has to be of the user whose name it has, and that one ours. */
function isTrustworthy(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory()) return false;
  if (uid() !== 0 && stat.uid !== uid() && stat.uid !== 0) return false;
  const owner = new RegExp(`/${IN_TMP}(\\d+)$`).exec(folder)?.[1];
  return owner === undefined || Number(owner) === stat.uid;
}

function uid(): number {
  return process.getuid?.() ?? 0;
}
