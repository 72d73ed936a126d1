import { accessSync } from 'node:fs';

/** Files that a command's name may stand for, in the order in which they are tried. */
export interface Candidates {
  /** The PATH that was searched; null: the name is a path. */
  readonly path: string | null;
  readonly files: readonly Uint8Array[];
}

/** What the C library searches without a PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';

/** As execvp(3) has it: a name with a slash is a path, an empty entry of PATH is the current directory. */
export function candidates({ argv, envp }: { argv: readonly Uint8Array[]; envp: readonly Uint8Array[] }): Candidates {
  const name = latin1(argv[0]);
  if (name === '') return { path: pathOf(envp), files: [] };
  if (name.includes('/')) return { path: null, files: [bytes(name)] };
  const path = pathOf(envp);
  const files = path.split(':').map((directory) => bytes(directory === '' ? name : `${directory}/${name}`));
  return { path, files: files.filter(mayBeThere) };
}

function pathOf(envp: readonly Uint8Array[]): string {
  const entry = envp.map(latin1).find((each) => each.startsWith('PATH='));
  return entry?.slice('PATH='.length) ?? DEFAULT_PATH;
}

/** What may not even be looked at is for the kernel to refuse. */
function mayBeThere(file: Buffer): boolean {
  try {
    accessSync(file);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ENOTDIR';
  }
}

function latin1(data: Uint8Array | undefined): string {
  return Buffer.from(data ?? []).toString('latin1');
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
