import { basename, dirname } from 'node:path';

export interface UnitName {
  /** With its suffix. */
  readonly full: string;
  readonly prefix: string;
  /** Behind the @; empty without one. */
  readonly instance: string;
}

export function unitName(file: string): UnitName {
  const full = basename(file);
  const stem = full.replace(/\.service$/, '');
  const at = stem.indexOf('@');
  return at === -1
    ? { full, prefix: stem, instance: '' }
    : { full, prefix: stem.slice(0, at), instance: stem.slice(at + 1) };
}

/** Replaces what is known of a system service (systemd.unit(5), "Specifiers"); the others stay, and come back. */
export function expandSpecifiers(text: string, name: UnitName, file: string): { text: string; unknown: string[] } {
  const unknown: string[] = [];
  const values: Readonly<Record<string, string>> = { ...FIXED, ...ofName(name, file) };
  const expanded = text.replace(/%(.)/g, (all, letter: string) => {
    const value = values[letter];
    if (value === undefined) unknown.push(all);
    return value ?? all;
  });
  return { text: expanded, unknown };
}

const FIXED: Readonly<Record<string, string>> = {
  '%': '%',
  t: '/run',
  S: '/var/lib',
  C: '/var/cache',
  L: '/var/log',
  E: '/etc',
  T: '/tmp',
  V: '/var/tmp',
  h: '/root',
  u: 'root',
  U: '0',
  g: 'root',
  G: '0',
  s: '/bin/sh',
};

function ofName({ full, prefix, instance }: UnitName, file: string): Readonly<Record<string, string>> {
  const dash = prefix.lastIndexOf('-');
  const last = prefix.slice(dash + 1);
  return {
    n: full,
    N: full.replace(/\.service$/, ''),
    p: prefix,
    P: unescaped(prefix),
    i: instance,
    I: unescaped(instance),
    j: last,
    J: unescaped(last),
    f: `/${unescaped(instance === '' ? prefix : instance).replace(/^\//, '')}`,
    y: file,
    Y: dirname(file),
  };
}

/** systemd-escape(1): a dash for a slash, \xXX for other bytes. */
function unescaped(text: string): string {
  const bytes = text
    .replaceAll('-', '/')
    .split(/(\\x[0-9a-f]{2})/i)
    .map((part) =>
      /^\\x[0-9a-f]{2}$/i.test(part) ? Buffer.from([Number.parseInt(part.slice(2), 16)]) : Buffer.from(part),
    );
  return Buffer.concat(bytes).toString('utf8');
}
