import { AUTO, type LogTarget, type ProcessConfig } from '../../model/config.ts';
import { lookUp } from '../dialect/store.ts';
import { expand } from '../expand.ts';
import { STDERR, STDOUT, type StreamRows } from '../options/program.ts';
import type { Row } from '../options/row.ts';
import { SYSLOG } from '../types/path.ts';
import { attempt, defaultOf, placeOf, readOption, warn } from './loading.ts';
import { direct, type Program } from './program.ts';

type LogKey = 'logfile' | 'logfile_backups' | 'logfile_maxbytes' | 'syslog';
type Logs = Pick<ProcessConfig, `stdout_${LogKey}` | `stderr_${LogKey}`>;

/** The log options of both streams, with the reference's warnings about odd combinations. */
export function readLogs(program: Program, redirected: boolean): Logs {
  const out = readStream(program, STDOUT);
  const err = readStream(program, STDERR);
  if (redirected && err.logfile !== AUTO && err.logfile !== null) warnIgnored(program);
  return {
    stdout_logfile: out.logfile,
    stdout_logfile_backups: out.backups,
    stdout_logfile_maxbytes: out.maxbytes,
    stdout_syslog: out.syslog,
    stderr_logfile: redirected ? null : err.logfile,
    stderr_logfile_backups: err.backups,
    stderr_logfile_maxbytes: err.maxbytes,
    stderr_syslog: err.syslog,
  };
}

interface Stream {
  readonly logfile: LogTarget;
  readonly backups: number;
  readonly maxbytes: number;
  readonly syslog: boolean;
}

function readStream(program: Program, rows: StreamRows): Stream {
  const { keys } = rows;
  const target = readLogfile(program, keys.logfile, rows.logfile);
  const backups = readRow(program, keys.backups, rows.backups);
  const maxbytes = readRow(program, keys.maxbytes, rows.maxbytes);
  const syslog = readRow(program, keys.syslog, rows.syslog);
  if (target === SYSLOG) warnSyslog(program, keys.logfile, keys.syslog);
  if (target === AUTO && maxbytes === 0) warnEndless(program, keys.logfile);
  return target === SYSLOG
    ? { logfile: null, backups, maxbytes, syslog: true }
    : { logfile: target, backups, maxbytes, syslog };
}

function readRow<T>({ loading, section, names }: Program, key: string, row: Row<T>): T {
  return readOption(loading, section, key, row, names);
}

/** Expanded twice, as in the reference: a % in the result of the first pass counts again. */
function readLogfile(program: Program, key: string, row: Row<LogTarget>): LogTarget {
  const { loading, section } = program;
  const entry = lookUp(loading.store, section, key);
  if (entry === undefined) return defaultOf(loading, row);
  return attempt(loading, section, key, null, () => {
    const once = expand(entry.value, program.names, `${section.name}.${key}`);
    return row.convert(expand(once, direct(program), key), loading.machine);
  });
}

function warnSyslog({ loading, section }: Program, key: string, instead: string): void {
  const message =
    `For [${section.name}], ${key}=syslog but this is deprecated and will be removed.  ` +
    `Use ${instead}=true to enable syslog instead.`;
  warn(loading, message, placeOf(loading, section, key));
}

function warnEndless({ loading, section }: Program, key: string): void {
  const message =
    `For [${section.name}], AUTO logging used for ${key} without rollover, ` +
    'set maxbytes > 0 to avoid filling up filesystem unintentionally';
  warn(loading, message, placeOf(loading, section, `${key}_maxbytes`));
}

function warnIgnored({ loading, section }: Program): void {
  const message =
    `For [${section.name}], redirect_stderr=true but stderr_logfile has also been set to a filename, ` +
    'the filename has been ignored';
  warn(loading, message, placeOf(loading, section, 'stderr_logfile'));
}
