import type { LogLevel } from '../../model/config.ts';

/** Keys of `[supervisord]` that were given on the command line: they win over the file. */
export interface Overrides {
  readonly nodaemon?: true;
  readonly silent?: true;
  readonly user?: string;
  readonly umask?: number;
  readonly directory?: string;
  readonly logfile?: string;
  readonly logfile_maxbytes?: number;
  readonly logfile_backups?: number;
  readonly loglevel?: LogLevel;
  readonly pidfile?: string;
  readonly identifier?: string;
  readonly childlogdir?: string;
  readonly nocleanup?: true;
  readonly minfds?: number;
  readonly strip_ansi?: true;
  readonly minprocs?: number;
}

/** What a command line asks for. `configfile` null: search the usual places. */
export type CommandLine =
  | { readonly kind: 'run'; readonly configfile: string | null; readonly overrides: Overrides }
  | { readonly kind: 'check'; readonly configfile: string | null; readonly strict: boolean }
  | { readonly kind: 'dump'; readonly configfile: string | null; readonly format: 'ini' | 'json' }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | UsageError;

/** `text` goes to standard error as it stands; the exit code is 2. */
export interface UsageError {
  readonly kind: 'usage-error';
  readonly message: string;
  readonly text: string;
}
