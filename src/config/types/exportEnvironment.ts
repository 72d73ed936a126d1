import type { Machine } from '../context.ts';
import { BadValue } from '../problem.ts';
import { normalizePath } from '../python/paths.ts';
import { repr } from '../python/repr.ts';

/** `/etc/environment, /etc/profile.d/10-container.sh`. */
export function exportTargets(value: string, machine: Machine): string[] {
  return items(value).map((path) => {
    if (!/^[/~]/.test(path) || path.endsWith('/')) throw new BadValue(`not the path of a file: ${repr(path)}`, TARGETS);
    return normalizePath(path, machine);
  });
}

const TARGETS = 'absolute paths of files with commas: /etc/environment, /etc/profile.d/10-container.sh';

/** `*INTERNAL*, !KEYCLOAK_*`. */
export function namePatterns(value: string): string[] {
  return items(value).map((pattern) => {
    if (/^!?[\w.*?[\]^-][\w.*?[\]!^-]*$/.test(pattern)) return pattern;
    throw new BadValue(`not a pattern for names: ${repr(pattern)}`, PATTERNS);
  });
}

const PATTERNS = 'names with * and ?, with commas, and a ! before what is to be exported all the same';

function items(value: string): string[] {
  return value.trim() === '' ? [] : value.split(',').map((text) => text.trim());
}

export function listText(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join(', ');
}
