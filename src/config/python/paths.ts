/** The os.path functions that decide how a configured path is read: unlike Node's they keep `//`, `./` and the like. */

/** Everything a path can depend on. */
export interface PathContext {
  readonly cwd: string;
  readonly home: (user: string | null) => string | null;
}

export function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  const trimmed = head.replace(/\/+$/, '');
  return trimmed === '' ? head : trimmed;
}

export function join(base: string, path: string): string {
  if (path.startsWith('/')) return path;
  return base === '' || base.endsWith('/') ? base + path : `${base}/${path}`;
}

export function normpath(path: string): string {
  if (path === '') return '.';
  const root = /^\/\/(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || parts.at(-1) === '..' || (root === '' && parts.length === 0)) parts.push(part);
    else parts.pop();
  }
  const kept = root === '' ? parts : parts.slice(leadingParents(parts));
  return root + kept.join('/') || '.';
}

export function abspath(path: string, cwd: string): string {
  return normpath(join(cwd, path));
}

/** `~` and `~user` at the start; a user that nobody knows leaves the path as it is. */
export function expandUser(path: string, context: PathContext): string {
  if (!path.startsWith('~')) return path;
  const slash = path.indexOf('/');
  const end = slash === -1 ? path.length : slash;
  const home = context.home(end === 1 ? null : path.slice(1, end));
  return home === null ? path : home.replace(/\/+$/, '') + path.slice(end) || '/';
}

/** What the reference makes of every path that it keeps: home expanded, absolute, dots resolved. */
export function normalizePath(path: string, context: PathContext): string {
  return abspath(expandUser(path, context), context.cwd);
}

function leadingParents(parts: readonly string[]): number {
  const first = parts.findIndex((part) => part !== '..');
  return first === -1 ? parts.length : first;
}
