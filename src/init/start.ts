import type { Native, SpawnResult, SpawnStage } from '../native/index.ts';
import { kindOf } from './fileKind.ts';
import type { Inheritance } from './inheritance.ts';
import { type Refusal, refusal } from './refusal.ts';
import { candidates } from './searchPath.ts';

/** `pid`: of the command. `attempts`: children that could not be made into it, to be reaped like any other. */
export type Started =
  | { readonly ok: true; readonly pid: number; readonly attempts: readonly number[] }
  | ({ readonly ok: false } & Refusal);

/** Why the last file was not it. `file` null: there was none to try. */
export interface Failure {
  readonly file: Uint8Array | null;
  readonly stage: SpawnStage | 'clone';
  readonly errno: number;
}

const STDIN = 0;
const SHELL = Buffer.from('/bin/sh');
const [ENOENT, ENOEXEC, EACCES, ENODEV, ENOTDIR, ETIMEDOUT, ESTALE] = [2, 8, 13, 19, 20, 110, 116] as const;
/** A search goes on after these, as execvp(3) has it. */
const TRY_NEXT: ReadonlySet<number> = new Set([ENOENT, EACCES, ENODEV, ENOTDIR, ETIMEDOUT, ESTALE]);

/** Finds the command as execvp(3) does and starts it: in a process group of its own, with the terminal if we have it. */
export function startCommand(native: Pick<Native, 'spawn' | 'ownsTerminal'>, inheritance: Inheritance): Started {
  const foreground = native.ownsTerminal(STDIN);
  const attempts: number[] = [];
  const { path, files } = candidates(inheritance);
  let last: Failure = { file: null, stage: 'exec', errno: ENOENT };
  for (const file of files) {
    const result = start(file);
    if ('pid' in result) return { ok: true, pid: result.pid, attempts };
    // A file that may not be run tells more than one that is not there.
    if (last.errno !== EACCES) last = result;
    if (!TRY_NEXT.has(result.errno)) break;
  }
  return { ok: false, ...refusal(inheritance.argv[0] ?? SHELL, path, last) };

  /** A script without `#!` is one for the shell. */
  function start(file: Uint8Array): Failure | { readonly pid: number } {
    const result = attempt(file, file, inheritance.argv);
    if ('pid' in result || result.errno !== ENOEXEC || kindOf(file).kind === 'binary') return result;
    return attempt(file, SHELL, [SHELL, file, ...inheritance.argv.slice(1)]);
  }

  function attempt(file: Uint8Array, program: Uint8Array, argv: readonly Uint8Array[]): Failure | { pid: number } {
    const result = native.spawn({ ...inheritance, file: program, argv, gaps: true, leader: 'group', foreground });
    if (result.pid !== undefined && result.failure !== undefined) attempts.push(result.pid);
    return judged(file, result);
  }
}

function judged(file: Uint8Array, result: SpawnResult): Failure | { readonly pid: number } {
  if (result.pid === undefined) return { file, stage: 'clone', errno: result.errno };
  return result.failure === undefined ? { pid: result.pid } : { file, ...result.failure };
}
