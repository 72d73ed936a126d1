import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { commandWords } from '../config/commandWords.ts';
import { pythonRepr } from '../util/pythonRepr.ts';

/** What exec needs, or why there is nothing to exec, in the reference's words (process.py, `spawnerr`). */
export type Command =
  | { readonly file: string; readonly argv: readonly string[] }
  | {
      readonly file?: undefined;
      readonly error: string;
      /** There is no such file; otherwise something is there, or written, that cannot be run. */
      readonly missing: boolean;
    };

/** Where a bare program name is looked for when neither the program nor we have a PATH. */
const DEFAULT_PATH = ['/bin', '/usr/bin', '/usr/local/bin'];

/** Splits the command, finds its program along `path` (a PATH value, undefined: none) and checks that it can be run. */
export function resolveCommand(command: string, path: string | undefined): Command {
  let argv: string[];
  try {
    argv = commandWords(command);
  } catch (error) {
    return { error: `can't parse command ${pythonRepr(command)}: ${(error as Error).message}`, missing: false };
  }
  return resolveWords(argv, path);
}

/** The same for a command that is words already. */
export function resolveWords(argv: readonly string[], path: string | undefined): Command {
  const program = argv[0];
  if (program === undefined) return { error: 'command is empty', missing: false };
  const file = program.includes('/') ? program : search(program, path);
  const found = stat(file);
  if (found === null) return { error: `can't find command ${pythonRepr(file)}`, missing: true };
  const error = whyNot(file, found);
  return error === null ? { file, argv } : { error, missing: false };
}

/** The first entry of that name on the path, whatever it is; the bare name where there is none. */
function search(program: string, path: string | undefined): string {
  const directories = path === undefined ? DEFAULT_PATH : path.split(':');
  for (const directory of directories) {
    const candidate = directory === '' ? program : pythonJoin(directory, program);
    if (stat(candidate) !== null) return candidate;
  }
  return program;
}

/** os.path.join: what stands in `directory` is kept as it is, `.` and `//` included. */
function pythonJoin(directory: string, program: string): string {
  return directory.endsWith('/') ? directory + program : `${directory}/${program}`;
}

function whyNot(file: string, found: Stats): string | null {
  if (found.isDirectory()) return `command at ${pythonRepr(file)} is a directory`;
  if ((found.mode & 0o111) === 0) return `command at ${pythonRepr(file)} is not executable`;
  return mayRun(file) ? null : `no permission to run command ${pythonRepr(file)}`;
}

function stat(file: string): Stats | null {
  try {
    return statSync(file, { throwIfNoEntry: false }) ?? null;
  } catch {
    // EACCES, ELOOP, ENOTDIR, …: for the search a file that cannot be seen is not there.
    return null;
  }
}

function mayRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Any reason that access(2) gives means that exec would be refused as well.
    return false;
  }
}
