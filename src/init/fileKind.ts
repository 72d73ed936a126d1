import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** What a file looks like to the kernel that is to run it. */
export type FileKind =
  | { readonly kind: 'missing' | 'directory' | 'binary' | 'other' }
  /** `interpreter`: the path behind `#!`. */
  | { readonly kind: 'script'; readonly interpreter: string }
  | { readonly kind: 'unreadable'; readonly executable: boolean };

/** As much of a first line as the kernel looks at. */
const HEAD_BYTES = 256;
const ANY_EXECUTE_BIT = 0o111;

export function kindOf(file: Uint8Array): FileKind {
  const path = Buffer.from(file);
  try {
    const info = statSync(path, { throwIfNoEntry: false });
    if (info === undefined) return { kind: 'missing' };
    if (info.isDirectory()) return { kind: 'directory' };
    if ((info.mode & ANY_EXECUTE_BIT) === 0) return { kind: 'unreadable', executable: false };
    return info.isFile() ? byHead(head(path)) : { kind: 'other' };
  } catch {
    return { kind: 'unreadable', executable: true }; // not ours to look at; the kernel's errno says the rest
  }
}

function head(path: Buffer): string {
  const buffer = Buffer.alloc(HEAD_BYTES);
  const fd = openSync(path, 'r');
  try {
    return buffer.toString('latin1', 0, readSync(fd, buffer));
  } finally {
    closeSync(fd);
  }
}

function byHead(text: string): FileKind {
  if (text.startsWith('\x7fELF')) return { kind: 'binary' };
  const interpreter = /^#![ \t]*([^ \t\n]+)/.exec(text)?.[1];
  return interpreter === undefined ? { kind: 'other' } : { kind: 'script', interpreter };
}
