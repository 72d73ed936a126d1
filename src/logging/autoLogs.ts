import { closeSync, openSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { AUTO, type LogTarget, type ProcessConfig } from '../model/config.ts';
import { describeErrno, errnoName, errnoOf } from '../util/errno.ts';
import { pythonRepr } from '../util/pythonRepr.ts';
import type { Report } from './outage.ts';

export type Channel = 'stdout' | 'stderr';

/** Where a channel is logged to, AUTO resolved. */
export interface LogFile {
  readonly path: string;
  /** Made by us in childlogdir, which may be a directory that others write to. */
  readonly owned: boolean;
}

export interface AutoLogDirectory {
  readonly childlogdir: string;
  readonly identifier: string;
  readonly report: Report;
}

/** The channel's log file, made now where it is AUTO (when the group is added); null for none. */
export function logFileOf(config: ProcessConfig, channel: Channel, auto: AutoLogDirectory): LogFile | null {
  const target: LogTarget = config[`${channel}_logfile`];
  if (target === null) return null;
  if (target !== AUTO) return { path: target, owned: false };
  return { path: createAutoLog(config.name, channel, auto), owned: true };
}

/**
 * Makes `NAME-CHANNEL---IDENTIFIER-RANDOM.log`, mode 0600, and returns its path. Where that fails the path is returned
 * all the same: the log tries to create it again when there is something to write.
 */
export function createAutoLog(name: string, channel: Channel, auto: AutoLogDirectory): string {
  for (;;) {
    const path = join(auto.childlogdir, `${name}-${channel}---${auto.identifier}-${randomName()}.log`);
    const errno = createExclusive(path);
    if (errnoName(errno) === 'EEXIST') continue;
    if (errno !== 0) auto.report('error', `cannot create the log ${path}: ${describeErrno(errno)}; see childlogdir`);
    return path;
  }
}

function createExclusive(path: string): number {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return 0;
  } catch (error) {
    return errnoOf(error);
  }
}

/** Eight of Python's tempfile characters. Nobody has to be unable to guess them: the file is made only where none is. */
function randomName(): string {
  const character = (): string => CHARACTERS[Math.floor(Math.random() * CHARACTERS.length)] ?? 'a';
  return Array.from({ length: 8 }, character).join('');
}

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_';

/** Removes the automatic logs, backups included, that earlier daemons of the same identifier have left behind. */
export function clearAutoLogs(auto: AutoLogDirectory): void {
  const pattern = new RegExp(`^.+?---${escapeRegExp(auto.identifier)}-\\S+\\.log\\.?\\d{0,4}`);
  let names: string[];
  try {
    names = readdirSync(auto.childlogdir);
  } catch (error) {
    errnoOf(error);
    auto.report('warn', 'Could not clear childlog dir');
    return;
  }
  for (const name of names) {
    if (pattern.test(name)) removeAutoLog(join(auto.childlogdir, name), auto.report);
  }
}

function removeAutoLog(path: string, report: Report): void {
  try {
    unlinkSync(path);
  } catch (error) {
    errnoOf(error);
    report('warn', `Failed to clean up ${pythonRepr(path)}`);
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
