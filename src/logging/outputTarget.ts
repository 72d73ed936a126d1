import { type Stats, statSync } from 'node:fs';
import { errnoOf } from '../util/errno.ts';
import type { LogFile } from './autoLogs.ts';
import type { Console } from './console.ts';
import { consoleFd } from './consolePath.ts';
import type { Consoles } from './consoles.ts';
import type { Report } from './outage.ts';
import { type Follower, openRotatingFile } from './rotatingFile.ts';
import type { OutputTarget } from './sink.ts';

export type { OutputTarget } from './sink.ts';

export interface TargetOptions {
  readonly file: LogFile;
  readonly maxbytes: number;
  readonly backups: number;
  readonly consoles: Consoles;
  readonly report: Report;
  readonly follower?: Follower;
}

export function openTarget(options: TargetOptions): OutputTarget {
  const { path } = options.file;
  const fd = consoleFd(path);
  if (fd !== null) return { ...fromConsole(options.consoles.get(fd)), close: () => undefined };
  const kind = kindOf(path);
  if (kind === 'null') return NULL_DEVICE;
  return kind === 'special' ? fromConsole(options.consoles.open(path)) : fromFile(options);
}

/** `special`: a FIFO, a terminal, a socket: its reader may be slow. What does not exist will be a file. */
function kindOf(path: string): 'null' | 'special' | 'file' {
  const stat = statOf(path);
  if (stat === null || stat.isFile() || stat.isDirectory()) return 'file';
  return stat.isCharacterDevice() && stat.rdev === NULL_RDEV ? 'null' : 'special';
}

/** What cannot be looked at (EACCES, ELOOP) cannot be opened either, and that tells why. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    errnoOf(error);
    return null;
  }
}

/** makedev(1, 3). */
const NULL_RDEV = 0x103;

function fromConsole(console: Console): OutputTarget {
  return { ...console, pumpSink: () => null, rotate: () => undefined, healthy: true, outage: null };
}

function fromFile({ file, ...rest }: TargetOptions): OutputTarget {
  return openRotatingFile({ ...rest, ...file });
}

/** Nothing is kept, so nothing has to be moved. */
const NULL_DEVICE: OutputTarget = {
  write: () => undefined,
  writeOrDrop: () => undefined,
  pumpSink: () => ({ kind: 'discard' }),
  rotate: () => undefined,
  join: () => () => undefined,
  healthy: true,
  outage: null,
  reopen: () => undefined,
  remove: () => 0,
  close: () => undefined,
};
