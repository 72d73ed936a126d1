import { type Stats, statSync } from 'node:fs';
import type { PumpSink } from '../native/index.ts';
import { errnoOf } from '../util/errno.ts';
import type { LogFile } from './autoLogs.ts';
import type { Console, Flow } from './console.ts';
import { consoleFd } from './consolePath.ts';
import type { Consoles } from './consoles.ts';
import type { Outage, Report } from './outage.ts';
import { openRotatingFile } from './rotatingFile.ts';
import type { LogSink } from './sink.ts';

/** A log's path, opened as what it is. */
export interface OutputTarget extends LogSink {
  /** For a writer that cannot be held back: lines that a slow reader has no room for are dropped and counted. */
  writeOrDrop(lines: Uint8Array, count?: number): void;
  /** How a pump gets the bytes there without us; null: only through `write`. */
  pumpSink(): PumpSink | null;
  rotate(): void;
  /** Holds the writer back while a reader is slow. */
  join(flow: Flow): () => void;
  /** False after a failed write to a file. */
  readonly healthy: boolean;
  /** Of a file: what a pump says about its own writes. */
  readonly outage: Outage | null;
}

export interface TargetOptions {
  readonly file: LogFile;
  readonly maxbytes: number;
  readonly backups: number;
  readonly consoles: Consoles;
  readonly report: Report;
  readonly onReplaced?: () => void;
  /** Who writes first, JavaScript (the default) or a pump. */
  readonly use?: 'append' | 'pump';
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

function fromFile(options: TargetOptions): OutputTarget {
  const { file, ...rest } = options;
  const log = openRotatingFile({ ...rest, ...file });
  return Object.assign(log, { writeOrDrop: log.write, join: () => () => undefined });
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
