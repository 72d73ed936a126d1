import { accessSync, closeSync, constants, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { ProcessConfig } from '../model/config.ts';
import type { SpawnResult, SpawnSpec } from '../native/index.ts';
import { errnoName } from '../util/errno.ts';
import type { TerminalSize } from '../util/frames.ts';
import { resolveWords } from './command.ts';
import type { ProcessContext } from './context.ts';
import { programEnvironment, searchPath } from './environment.ts';
import { readSources } from './environmentSources.ts';
import { programLimits } from './limits.ts';
import { openTerminal } from './terminal.ts';
import { switchTo } from './user.ts';

/** What somebody wants to run beside a program, in the program's place. */
export interface BesideWish {
  /** Null: as the daemon itself. */
  readonly program: { readonly config: ProcessConfig; readonly group: string } | null;
  /** Empty: a shell. */
  readonly words: readonly string[];
  /** On a terminal of this size, and of this kind (TERM) where it is known. */
  readonly terminal: TerminalSize | null;
  readonly term: string | null;
}

/** Our ends; `input` and `output` are those of a terminal where `errors` is null. All are the caller's to close. */
export interface Beside {
  readonly pid: number;
  readonly command: readonly string[];
  readonly input: number;
  readonly output: number;
  readonly errors: number | null;
}

/** `status`: as a shell would exit. */
export type BesideAttempt = Beside | { readonly pid?: undefined; readonly error: string; readonly status: number };

/**
 * Starts a command with a program's environment, directory, user, umask and limits, as the leader of a session of its
 * own. The caller has to wait for its end.
 */
export function spawnBeside(context: ProcessContext, wish: BesideWish): BesideAttempt {
  const place = wish.program === null ? ownPlace(context) : placeOf(context, wish.program);
  if ('error' in place) return { error: place.error, status: 126 };
  const words = wish.words.length > 0 ? wish.words : [shellOf(context, place.uid)];
  const command = resolveWords(words, place.path);
  if (command.file === undefined) return { error: command.error, status: command.missing ? 127 : 126 };
  const ends = wish.terminal === null ? openPipes(context) : openPty(context, place.uid, wish.terminal);
  if ('error' in ends) return { error: ends.error, status: 126 };
  try {
    const result = context.native.spawn({
      ...place.spec,
      file: command.file,
      argv: command.argv,
      envp: withTerm(place.envp, wish),
      fds: ends.theirs,
      leader: 'session',
      controllingTerminal: wish.terminal !== null,
    });
    const { input, output, errors } = ends;
    if (result.pid !== undefined && result.failure === undefined)
      return { pid: result.pid, command: command.argv, input, output, errors };
    for (const fd of [input, output, errors]) if (fd !== null) closeSync(fd);
    return failed(context, result, command.argv[0] ?? '');
  } finally {
    for (const fd of new Set(ends.theirs)) closeSync(fd);
  }
}

interface Place {
  readonly uid: number | null;
  readonly path: string | undefined;
  readonly envp: readonly string[];
  readonly spec: Omit<SpawnSpec, 'file' | 'argv' | 'envp' | 'fds'>;
}

function ownPlace({ environment, rlimits }: ProcessContext): Place {
  const envp = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return { uid: null, path: environment.PATH || undefined, envp, spec: { rlimits } };
}

function placeOf(
  context: ProcessContext,
  { config, group }: NonNullable<BesideWish['program']>,
): Place | { readonly error: string } {
  const sources = readSources(config);
  if ('error' in sources) return sources;
  const user = config.uid === null ? ({ kind: 'stay' } as const) : switchTo(context.native, config.uid);
  if (user.kind === 'refused') return { error: user.reason };
  const spec = {
    rlimits: programLimits(context, config),
    ...(user.kind === 'switch' ? { credentials: user.credentials } : {}),
    ...(config.directory === null ? {} : { cwd: config.directory }),
    ...(config.umask === null ? {} : { umask: config.umask }),
    ...(config.nice === null ? {} : { nice: config.nice }),
    ...(config.oom_score_adj === null ? {} : { oomScoreAdj: config.oom_score_adj }),
    ...(config.no_new_privileges ? { noNewPrivileges: true } : {}),
  };
  const path = searchPath(context, config, sources);
  return { uid: config.uid, path, envp: programEnvironment(context, config, group, sources), spec };
}

/** Accounts of services often have a shell that only says no. */
const NO_SHELLS: ReadonlySet<string> = new Set(['nologin', 'false', 'true', 'sync']);

function shellOf({ native }: ProcessContext, uid: number | null): string {
  const own = native.userById(uid ?? process.getuid?.() ?? 0)?.shell ?? '';
  const candidates = [...(NO_SHELLS.has(basename(own)) ? [] : [own]), '/bin/bash'];
  return candidates.find(isExecutable) ?? '/bin/sh';
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Whatever the reason, exec would give the same.
    return false;
  }
}

function withTerm(envp: readonly string[], { terminal, term }: BesideWish): readonly string[] {
  if (terminal === null || term === null) return envp;
  return [...envp.filter((each) => !each.startsWith('TERM=')), `TERM=${term}`];
}

interface Ends extends Pick<Beside, 'input' | 'output' | 'errors'> {
  readonly theirs: readonly number[];
}

function openPty(
  { native }: ProcessContext,
  uid: number | null,
  { columns, rows }: TerminalSize,
): Ends | { readonly error: string } {
  const opened = openTerminal(native, uid);
  if ('error' in opened) return opened;
  const { read, write, slave } = opened;
  native.resizeTerminal(write, columns, rows);
  return { input: write, output: read, errors: null, theirs: [slave, slave, slave] };
}

function openPipes({ native }: ProcessContext): Ends | { readonly error: string } {
  const opened: (readonly [number, number])[] = [];
  const open = (): readonly [number, number] => {
    const pipe = native.pipe();
    opened.push(pipe);
    return pipe;
  };
  try {
    const [stdin, stdout, stderr] = [open(), open(), open()];
    return { input: stdin[1], output: stdout[0], errors: stderr[0], theirs: [stdin[0], stdout[1], stderr[1]] };
  } catch (error) {
    for (const fd of opened.flat()) closeSync(fd);
    return { error: `can't make pipes: ${(error as Error).message}` };
  }
}

/** A child that could not become the command has to be waited for all the same. */
function failed({ awaitExit }: ProcessContext, result: SpawnResult, program: string): BesideAttempt {
  if (result.pid === undefined) return { error: `can't start a process: ${errnoName(result.errno)}`, status: 126 };
  awaitExit(result.pid, { exited: () => undefined });
  const { stage, errno } = result.failure ?? { stage: 'exec', errno: 0 };
  return { error: `can't start ${program}: ${stage}: ${errnoName(errno)}`, status: 126 };
}
