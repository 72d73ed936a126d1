import { closeSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getRawAsset } from 'node:sea';
import { memoryFile } from './memoryFile.ts';

/** Where a file may be made that programs are loaded from, where there is no file in memory. */
const FOLDERS = [process.env.TMPDIR, '/tmp', '/dev/shm', '/run', '/var/tmp', '.'];

/** Loads the addon out of the executable. Only a file can be loaded: one in memory, or else one that is gone at once. */
export function loadAddon(): unknown {
  const content = new Uint8Array(getRawAsset('addon.node') as ArrayBuffer);
  const fd = memoryFile('tsupervisord-addon');
  if (fd === null) return fromFolder(content);
  writeFileSync(fd, content);
  const loaded = open(`/proc/self/fd/${fd}`);
  closeSync(fd);
  return loaded;
}

function fromFolder(content: Uint8Array): unknown {
  const reasons: string[] = [];
  for (const parent of FOLDERS) {
    if (parent === undefined) continue;
    try {
      return fromOneOf(parent, content);
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`the native addon cannot be loaded from anywhere: ${reasons.join('; ')}. Mount /proc, or a tmpfs.`);
}

function fromOneOf(parent: string, content: Uint8Array): unknown {
  const folder = mkdtempSync(join(parent, 'tsupervisord-'));
  try {
    const file = join(folder, 'addon.node');
    writeFileSync(file, content);
    return open(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function open(file: string): unknown {
  const module = { exports: {} };
  process.dlopen(module, file);
  return module.exports;
}
