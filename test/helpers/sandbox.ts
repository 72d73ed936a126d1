import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a test may find written in a file: its text, or its text and mode. `{dir}` stands for the sandbox's directory. */
export type FileSpec = string | { readonly text: string; readonly mode: number };

/** A fresh directory, and a mark in the environment by which every process started from here can be found again. */
export interface Sandbox {
  readonly dir: string;
  readonly mark: string;
  path(name: string): string;
  /** Puts the directory's path in the place of `{dir}`. */
  fill(text: string): string;
  write(name: string, spec: FileSpec): string;
  /** Null where there is no such file. */
  read(name: string): string | null;
  remove(): void;
}

export const MARK = 'TSV_TEST_RUN';

export function createSandbox(): Sandbox {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'tsv-'));
  // Programs of other users write here too.
  chmodSync(dir, 0o777);
  const path = (name: string): string => (name.startsWith('/') ? name : join(dir, name));
  const fill = (text: string): string => text.replaceAll('{dir}', dir);
  return {
    dir,
    mark: randomBytes(9).toString('hex'),
    path,
    fill,
    write: (name, spec) => writeSpec(path(name), typeof spec === 'string' ? { text: spec, mode: 0o644 } : spec, fill),
    read: (name) => readOrNull(path(name)),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

function writeSpec(
  path: string,
  { text, mode }: { text: string; mode: number },
  fill: (text: string) => string,
): string {
  mkdirSync(dirname(path), { recursive: true });
  // Binary safe: texts of this suite are latin-1 where they are not ASCII.
  writeFileSync(path, fill(text));
  chmodSync(path, mode);
  return path;
}

export function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
