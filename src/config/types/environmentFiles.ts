import type { EnvironmentFile, EnvironmentSecret } from '../../model/config.ts';
import type { Machine } from '../context.ts';
import { BadValue } from '../problem.ts';
import { normalizePath } from '../python/paths.ts';
import { repr } from '../python/repr.ts';

/** `/etc/app.env, -/run/app.env`: later files win; one with a `-` may be missing. */
export function environmentFiles(value: string, machine: Machine): EnvironmentFile[] {
  return items(value, FILES).map((text) => file(text, machine, FILES));
}

const FILES = 'paths of files with commas, each with a - before it if it may be missing';

export function environmentFilesText(files: readonly EnvironmentFile[]): string | null {
  return files.length === 0 ? null : files.map(pathText).join(', ');
}

/** `PW:/run/secrets/pw, KEY:-/run/secrets/key`. */
export function environmentSecrets(value: string, machine: Machine): EnvironmentSecret[] {
  return items(value, SECRETS).map((text) => {
    const colon = text.indexOf(':');
    const name = text.slice(0, colon).trim();
    if (colon === -1 || !VARIABLE.test(name)) throw new BadValue(`not a valid secret: ${repr(text)}`, SECRETS);
    return { name, ...file(text.slice(colon + 1).trim(), machine, SECRETS) };
  });
}

const SECRETS = 'NAME:/path/of/file with commas, a - before the path if the file may be missing';

export function environmentSecretsText(secrets: readonly EnvironmentSecret[]): string | null {
  return secrets.length === 0 ? null : secrets.map((each) => `${each.name}:${pathText(each)}`).join(', ');
}

/** What containers and Java programs call their variables goes beyond what a shell can name. */
export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

function items(value: string, expected: string): string[] {
  if (value.trim() === '') return [];
  const texts = value.split(',').map((text) => text.trim());
  if (texts.includes('')) throw new BadValue(`nothing stands between two commas: ${repr(value)}`, expected);
  return texts;
}

function file(text: string, machine: Machine, expected: string): EnvironmentFile {
  const optional = text.startsWith('-');
  const path = text.slice(optional ? 1 : 0).trim();
  if (path === '' || path.endsWith('/')) throw new BadValue(`not the path of a file: ${repr(text)}`, expected);
  return { path: normalizePath(path, machine), optional };
}

function pathText({ path, optional }: EnvironmentFile): string {
  return optional ? `-${path}` : path;
}
