import { reachable } from './files.ts';
import { dirname, join } from './python/paths.ts';

export type Search =
  | { readonly ok: true; readonly file: string; readonly warning: string | null }
  | { readonly ok: false; readonly error: string; readonly warning: string | null };

/** Where a configuration file is looked for when none is named; `argv0` is the program's own path. */
export function searchPaths(argv0: string): string[] {
  const here = dirname(dirname(argv0));
  return [
    join(here, 'etc/supervisord.conf'),
    join(here, 'supervisord.conf'),
    'supervisord.conf',
    'etc/supervisord.conf',
    '/etc/supervisord.conf',
    '/etc/supervisor/supervisord.conf',
  ];
}

/** The first of the usual files that exists. As root that is worth a warning, for standard error. */
export function findConfigFile(argv0: string, cwd: string, uid: number): Search {
  const paths = searchPaths(argv0);
  const warning = uid === 0 ? AS_ROOT : null;
  const file = paths.find((path) => reachable(join(cwd, path)));
  if (file !== undefined) return { ok: true, file, warning };
  const error =
    `No config file found at default paths (${paths.join(', ')}); ` +
    'use the -c option to specify a config file at a different path';
  return { ok: false, error, warning };
}

const AS_ROOT =
  'Supervisord is running as root and it is searching for its configuration file in default locations ' +
  '(including its current working directory); you probably want to specify a "-c" argument specifying an ' +
  'absolute path to a configuration file for improved security.';
