import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Problem } from '../program.ts';

/** The service directories that a path stands for: itself, or those in it (names with a dot first are none). */
export function serviceDirectories(path: string, problems: Problem[]): string[] {
  const folder = resolve(path);
  const problem = (message: string): string[] => {
    problems.push({ file: path, line: null, message });
    return [];
  };
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return problem('no such directory');
  if (isService(folder)) return [folder];
  const found = readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name))
    .filter(isService);
  return found.length === 0 ? problem('no service directory: neither run nor type is in it or below it') : found;
}

function isService(folder: string): boolean {
  return ['run', 'type'].some((name) => existsSync(join(folder, name)));
}

export function nameOf(folder: string): string {
  return basename(folder);
}

export function has(folder: string, name: string): boolean {
  return existsSync(join(folder, name));
}
