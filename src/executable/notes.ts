import { closeSync, readSync } from 'node:fs';
import { memoryFile } from './memoryFile.ts';

const LARGEST = 4096;

/**
 * What start.c noted, as the variables that the launcher of the npm package sets. The limit goes into the environment,
 * as from the launcher, unless it is there: a daemon that was started by another of ours has it from that one.
 */
export function takeNotes(): string[] {
  const fd = memoryFile('tsupervisord-notes');
  if (fd === null) return [];
  const buffer = Buffer.alloc(LARGEST);
  const text = buffer.toString('latin1', 0, readSync(fd, buffer, 0, LARGEST, 0));
  closeSync(fd);
  const [limit = '', ...more] = text.trim().split(' ');
  const launch = BigInt(limit) > BigInt(Number.MAX_SAFE_INTEGER) ? 'unlimited' : limit;
  process.env.TSUPERVISORD_LAUNCH ??= launch;
  return [`TSUPERVISORD_LAUNCH=${launch}`, `TSUPERVISORD_INIT=${more.join(' ')}`];
}
