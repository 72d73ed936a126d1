import { AUTO, type LogTarget } from '../../model/config.ts';
import type { Machine } from '../context.ts';
import { BadValue } from '../problem.ts';
import { dirname, expandUser, normalizePath } from '../python/paths.ts';
import { strip } from '../python/text.ts';

export function existingDirectory(value: string, machine: Machine): string {
  const path = expandUser(value, machine);
  if (machine.isDirectory(path)) return path;
  throw new BadValue(`${value} is not an existing directory`, 'a directory that exists');
}

/** A file in a directory that exists; a bare file name is always fine. */
export function existingDirpath(value: string, machine: Machine): string {
  const path = expandUser(value, machine);
  const folder = dirname(path);
  if (folder === '' || machine.isDirectory(folder)) return path;
  throw new BadValue(
    `The directory named as part of the path ${value} does not exist`,
    `the directory ${folder} to exist`,
  );
}

/** The deprecated log file name that means syslog; a path can hold no NUL, so nothing else reads like it. */
export const SYSLOG = '\0syslog';

export function logfileName(value: string, machine: Machine): LogTarget {
  const word = value.toLowerCase();
  if (word === 'none' || word === 'off') return null;
  if (word === 'auto') return AUTO;
  return word === 'syslog' ? SYSLOG : existingDirpath(value, machine);
}

export function socketFile(value: string, machine: Machine): string {
  return normalizePath(strip(value), machine);
}
