import { readFileSync } from 'node:fs';
import type { Native, ResourceLimit } from '../native/index.ts';
import { executable } from '../util/executable.ts';
import { type Found, takeLauncherNotes } from './launcherNotes.ts';

/** All that the command is to get as we got it, in bytes: neither names nor values need be UTF-8. */
export interface Inheritance {
  readonly argv: readonly Uint8Array[];
  readonly envp: readonly Uint8Array[];
  /** As `SpawnSpec.fds` has it, with gaps. */
  readonly fds: readonly number[];
  readonly rlimits: readonly ResourceLimit[];
  readonly ignoredSignals: bigint;
  readonly blockedSignals: bigint;
}

/** `words`: how many words at the end of our command line are the command's. */
export function takeInheritance(native: Native, words: number): Inheritance {
  const { environment, notes } = takeLauncherNotes([
    ...(strings('environ') ?? ownEnvironment()),
    ...(executable()?.notes ?? []),
  ]);
  return {
    argv: (strings('cmdline') ?? process.argv.map(latin1)).slice(-words).map(bytes),
    envp: environment.map(bytes),
    fds: descriptors(notes.descriptors),
    rlimits: openFiles(native, notes),
    ignoredSignals: notes.ignoredSignals,
    blockedSignals: notes.blockedSignals,
  };
}

/** One character a byte, so that nothing is lost on the way. Null where there is no /proc. */
function strings(file: 'environ' | 'cmdline'): string[] | null {
  try {
    return readFileSync(`/proc/self/${file}`, 'latin1').split('\0').slice(0, -1);
  } catch {
    return null; // no /proc: what Node has read is the next best
  }
}

function ownEnvironment(): string[] {
  return Object.entries(process.env).map(([name, value]) => latin1(`${name}=${value}`));
}

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** Those that were there before the launcher, each under its own number; Node has set all of them to close-on-exec. */
function descriptors(found: readonly number[]): number[] {
  if (found.length === 0) return [0, 1, 2];
  const open = new Set(found);
  return Array.from({ length: Math.max(...found) + 1 }, (_, fd) => (open.has(fd) ? fd : -1));
}

function openFiles(native: Native, { openFilesLimit }: Found): ResourceLimit[] {
  const resource = native.rlimit.NOFILE;
  if (openFilesLimit === null) return [];
  return [{ resource, soft: openFilesLimit, hard: native.getRlimit(resource).hard }];
}
