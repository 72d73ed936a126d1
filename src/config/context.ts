import { isDirectory, writable } from './files.ts';
import type { Lookups } from './lookups.ts';
import { abspath, type PathContext } from './python/paths.ts';

/** The machine around a configuration: everything that its meaning depends on besides its text. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly lookups: Lookups;
  /** `%(host_node_name)s`. */
  readonly hostname: string;
  /** Who reads it; a FastCGI socket of another user is given to that user. */
  readonly uid: number;
}

/** Surroundings with the questions that converters ask, answered once each. */
export interface Machine extends Surroundings, PathContext {
  readonly isDirectory: (path: string) => boolean;
  readonly tempdir: () => string;
}

export function machineOf(surroundings: Surroundings): Machine {
  const { env, cwd, uid } = surroundings;
  const lookups = remembering(surroundings.lookups);
  const home = (user: string | null): string | null => {
    if (user !== null) return lookups.userByName(user)?.home ?? null;
    return env.HOME ?? lookups.userById(uid)?.home ?? null;
  };
  const directory = remembered((path: string) => isDirectory(inside(cwd, path)));
  return { ...surroundings, lookups, home, isDirectory: directory, tempdir: () => tempdir(env, cwd) };
}

/** A thousand programs of one user are one question: the answer can come from a server far away. */
function remembering(lookups: Lookups): Lookups {
  return {
    userByName: remembered((name: string) => lookups.userByName(name)),
    userById: remembered((uid: number) => lookups.userById(uid)),
    groupByName: remembered((name: string) => lookups.groupByName(name)),
    groupById: remembered((gid: number) => lookups.groupById(gid)),
  };
}

function remembered<Q, A>(ask: (question: Q) => A): (question: Q) => A {
  const known = new Map<Q, A>();
  return (question) => {
    const answer = known.get(question);
    if (answer !== undefined) return answer;
    const fresh = ask(question);
    known.set(question, fresh);
    return fresh;
  };
}

/** An empty path is no directory, though the working directory is one. */
function inside(cwd: string, path: string): string {
  if (path === '' || path.startsWith('/')) return path;
  return `${cwd}/${path}`;
}

/** Python's `tempfile.gettempdir()`: the first folder of its list that can be written to. */
function tempdir(env: Surroundings['env'], cwd: string): string {
  const named = [env.TMPDIR, env.TEMP, env.TMP].filter((folder) => folder !== undefined && folder !== '');
  const folders = [...named, '/tmp', '/var/tmp', '/usr/tmp', cwd].map((folder) => abspath(folder ?? '', cwd));
  return folders.find((folder) => isDirectory(folder) && writable(folder)) ?? cwd;
}
