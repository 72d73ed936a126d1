import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

const BEGIN =
  '# BEGIN tsupervisord: its environment (export_environment); what stands here is replaced at its next start';
const END = '# END tsupervisord';

/**
 * Puts lines into a file in the place of those that were put there before, whole or not at all; the rest of the file,
 * its owner and its mode stay. False if they were there already. Throws as Node's own calls do.
 */
export function replaceBlock(path: string, lines: readonly string[]): boolean {
  const target = resolved(path);
  const before = existing(target);
  const block = Buffer.from([BEGIN, ...lines, END, ''].join('\n')).toString('latin1');
  // One character a byte: what others have written there need not be UTF-8.
  const text = withBlock(before?.text ?? '', block);
  if (text === before?.text) return false;
  writeWhole(target, Buffer.from(text, 'latin1'), before?.stats ?? null);
  return true;
}

/** A link stays one. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return path;
  }
}

function existing(path: string): { readonly text: string; readonly stats: Stats } | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : { text: readFileSync(path, 'latin1'), stats };
}

function withBlock(text: string, block: string): string {
  const begin = /^# BEGIN tsupervisord\b.*$/m.exec(text)?.index ?? -1;
  // The last one: a value of several lines may hold anything.
  const end = text.lastIndexOf(`\n${END}`);
  if (begin === -1 || end < begin) return text + (text === '' || text.endsWith('\n') ? '' : '\n') + block;
  const rest = text.slice(end + 1 + END.length).replace(/^\n/, '');
  return text.slice(0, begin) + block + rest;
}

function writeWhole(path: string, bytes: Buffer, old: Stats | null): void {
  const draft = join(dirname(path), `.${basename(path)}.tsupervisord-${process.pid}`);
  // What a daemon of this number has left behind when it died in the middle.
  rmSync(draft, { force: true });
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeAll(fd, bytes);
    if (old !== null) keepOwner(fd, old);
    fchmodSync(fd, old === null ? 0o644 : old.mode & 0o7777);
    fsyncSync(fd);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

function keepOwner(fd: number, { uid, gid }: Stats): void {
  if (uid !== process.getuid?.() || gid !== process.getgid?.()) fchownSync(fd, uid, gid);
}
