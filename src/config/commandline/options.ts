import type { Machine } from '../context.ts';
import { BadValue } from '../problem.ts';
import { loglevel } from '../types/loglevel.ts';
import { byteSize, integer, octal } from '../types/numbers.ts';
import { existingDirectory, existingDirpath } from '../types/path.ts';
import { text } from '../types/words.ts';
import type { OptionSpelling } from './spelling.ts';

export interface DaemonOption extends OptionSpelling {
  /** The value that it sets: most of them override a key of `[supervisord]`. */
  readonly name: string;
  /** An option with an argument turns it into a value, a flag is true. */
  readonly convert: ((argument: string, machine: Machine) => unknown) | null;
}

/** The command line of the daemon. */
export const DAEMON_OPTIONS = [
  {
    name: 'configfile',
    short: 'c',
    long: 'configuration',
    argument: 'FILENAME',
    convert: text,
    doc: 'configuration file; without it the usual places are searched',
  },
  {
    name: 'nodaemon',
    short: 'n',
    long: 'nodaemon',
    argument: null,
    convert: null,
    doc: 'stay in the foreground (nodaemon=true)',
  },
  {
    name: 'silent',
    short: 's',
    long: 'silent',
    argument: null,
    convert: null,
    doc: 'keep the log off standard output (silent=true)',
  },
  { name: 'help', short: 'h', long: 'help', argument: null, convert: null, doc: 'print this and exit' },
  { name: 'help', short: '?', long: null, argument: null, convert: null, doc: 'the same' },
  { name: 'version', short: 'v', long: 'version', argument: null, convert: null, doc: 'print the version and exit' },
  {
    name: 'user',
    short: 'u',
    long: 'user',
    argument: 'USER',
    convert: text,
    doc: 'user (name or number) to run as',
  },
  {
    name: 'umask',
    short: 'm',
    long: 'umask',
    argument: 'UMASK',
    convert: octal,
    doc: 'file mode mask of the daemon, in octal digits',
  },
  {
    name: 'directory',
    short: 'd',
    long: 'directory',
    argument: 'DIRECTORY',
    convert: existingDirectory,
    doc: 'directory to change to in the background',
  },
  {
    name: 'logfile',
    short: 'l',
    long: 'logfile',
    argument: 'FILENAME',
    convert: existingDirpath,
    doc: 'activity log',
  },
  {
    name: 'logfile_maxbytes',
    short: 'y',
    long: 'logfile_maxbytes',
    argument: 'BYTES',
    convert: byteSize,
    doc: 'size at which the activity log is rotated',
  },
  {
    name: 'logfile_backups',
    short: 'z',
    long: 'logfile_backups',
    argument: 'NUM',
    convert: integer,
    doc: 'rotated activity logs to keep',
  },
  {
    name: 'loglevel',
    short: 'e',
    long: 'loglevel',
    argument: 'LEVEL',
    convert: loglevel,
    doc: 'critical, error, warn, info, debug, trace or blather',
  },
  {
    name: 'pidfile',
    short: 'j',
    long: 'pidfile',
    argument: 'FILENAME',
    convert: existingDirpath,
    doc: 'file for the process id of the daemon',
  },
  {
    name: 'identifier',
    short: 'i',
    long: 'identifier',
    argument: 'STR',
    convert: text,
    doc: 'name of this daemon',
  },
  {
    name: 'childlogdir',
    short: 'q',
    long: 'childlogdir',
    argument: 'DIRECTORY',
    convert: existingDirectory,
    doc: 'directory for automatic log files of programs',
  },
  {
    name: 'nocleanup',
    short: 'k',
    long: 'nocleanup',
    argument: null,
    convert: null,
    doc: 'keep automatic log files of earlier runs',
  },
  {
    name: 'minfds',
    short: 'a',
    long: 'minfds',
    argument: 'NUM',
    convert: integer,
    doc: 'file descriptors that must be available',
  },
  {
    name: 'strip_ansi',
    short: 't',
    long: 'strip_ansi',
    argument: null,
    convert: null,
    doc: 'remove terminal escape sequences from the output of programs',
  },
  {
    name: 'minprocs',
    short: null,
    long: 'minprocs',
    argument: 'NUM',
    convert: integer,
    doc: 'processes that must be available',
  },
  {
    name: 'profile_options',
    short: null,
    long: 'profile_options',
    argument: 'OPTIONS',
    convert: text,
    doc: "accepted and ignored: settings of Python's profiler",
  },
  {
    name: 'check',
    short: null,
    long: 'check',
    argument: null,
    convert: null,
    ours: true,
    doc: 'report everything that is wrong or odd in the configuration, and exit: 0, or 2 with errors',
  },
  {
    name: 'strict',
    short: null,
    long: 'strict',
    argument: null,
    convert: null,
    ours: true,
    doc: 'with --check: exit 1 when there are warnings',
  },
  {
    name: 'dump-config',
    short: null,
    long: 'dump-config',
    argument: 'FORMAT',
    optional: true,
    convert: dumpFormat,
    ours: true,
    doc: 'print the configuration as it is understood, as ini (default) or json, and exit',
  },
] as const satisfies readonly DaemonOption[];

function dumpFormat(argument: string): 'ini' | 'json' {
  if (argument === '' || argument === 'ini') return 'ini';
  if (argument === 'json') return 'json';
  throw new BadValue(`${argument} is neither ini nor json`);
}
