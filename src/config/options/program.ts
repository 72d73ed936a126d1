import { AUTO, type LogTarget } from '../../model/config.ts';
import { environment } from '../types/environment.ts';
import { byteSize, exitcodes, integer, octal } from '../types/numbers.ts';
import { logfileName } from '../types/path.ts';
import { signalNumber } from '../types/signal.ts';
import { environmentText, logfileText, octalText, signalText } from '../types/texts.ts';
import { userId } from '../types/user.ts';
import { autorestart, boolean, processOrGroupName, serverurl, text } from '../types/words.ts';
import { BEYOND } from './beyond.ts';
import { type Row, rowMaker } from './row.ts';

const { row, optional } = rowMaker({ expands: 'section', rpc: null, reload: 'group' });

/** Options that all processes of a section share. */
export const SHARED = {
  priority: row({
    type: 'integer',
    convert: integer,
    default: '999',
    rpc: 'process_prio',
    doc: 'Lower numbers start first and stop last.',
  }),
  autostart: row({
    type: 'boolean',
    convert: boolean,
    default: 'true',
    rpc: 'autostart',
    doc: 'Start it together with the daemon.',
  }),
  autorestart: row({
    type: 'true, false or unexpected',
    convert: autorestart,
    default: 'unexpected',
    rpc: 'autorestart',
    doc: 'Start it again when it ends after it was running: always, never, or when its exit code is not in exitcodes.',
  }),
  startsecs: row({
    type: 'integer',
    convert: integer,
    default: '1',
    rpc: 'startsecs',
    doc: 'Seconds it must stay up to count as started; with 0 it does at once, however soon it ends.',
  }),
  startretries: row({
    type: 'integer',
    convert: integer,
    default: '3',
    rpc: 'startretries',
    doc: 'Failed starts in a row after which it is given up as FATAL; the pause grows by one second a try.',
  }),
  stopsignal: row({
    type: 'signal',
    convert: signalNumber,
    format: signalText,
    default: 'TERM',
    rpc: 'stopsignal',
    doc: 'Signal that asks it to end, by name (with or without SIG) or number.',
  }),
  stopwaitsecs: row({
    type: 'integer',
    convert: integer,
    default: '10',
    rpc: 'stopwaitsecs',
    doc: 'Seconds that it has between the stop signal and SIGKILL.',
  }),
  stopasgroup: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    doc: "Send the stop signal to the program's whole process group; killasgroup comes with it.",
  }),
  killasgroup: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    meaning: 'the value of stopasgroup',
    rpc: 'killasgroup',
    doc: "Send SIGKILL to the program's whole process group.",
  }),
  exitcodes: row({
    type: 'exit codes with commas',
    convert: exitcodes,
    default: '0',
    rpc: 'exitcodes',
    doc: 'Exit codes that autorestart=unexpected takes for a regular end.',
  }),
  redirect_stderr: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    rpc: 'redirect_stderr',
    doc: 'Send standard error the way of standard output. Not allowed in an event listener.',
  }),
  numprocs: row({
    type: 'integer',
    convert: integer,
    default: '1',
    doc: 'Number of processes; with more than one, process_name must contain %(process_num).',
  }),
  numprocs_start: row({
    type: 'integer',
    convert: integer,
    default: '0',
    doc: 'Number of the first process in %(process_num)d.',
  }),
  stdout_capture_maxbytes: row({
    type: 'size',
    convert: byteSize,
    default: '0',
    rpc: 'stdout_capture_maxbytes',
    doc:
      'Bytes kept of what is written between <!--XSUPERVISOR:BEGIN--> and <!--XSUPERVISOR:END-->, which becomes a ' +
      'PROCESS_COMMUNICATION event; 0 turns that off.',
  }),
  stdout_events_enabled: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    rpc: 'stdout_events_enabled',
    doc: 'Emit a PROCESS_LOG_STDOUT event for whatever it writes.',
  }),
  stderr_capture_maxbytes: row({
    type: 'size',
    convert: byteSize,
    default: '0',
    rpc: 'stderr_capture_maxbytes',
    doc: 'stdout_capture_maxbytes for standard error.',
  }),
  stderr_events_enabled: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    rpc: 'stderr_events_enabled',
    doc: 'Emit a PROCESS_LOG_STDERR event for whatever it writes to standard error.',
  }),
  serverurl: optional<string | null>({
    type: 'URL or AUTO',
    convert: serverurl,
    meaning: "AUTO: the daemon's own server, a Unix socket before TCP",
    rpc: 'serverurl',
    sample: 'AUTO',
    doc: 'What the program finds in SUPERVISOR_SERVER_URL.',
  }),
  user: optional({
    type: 'user',
    convert: userId,
    meaning: "the daemon's user",
    rpc: 'uid',
    sample: 'root',
    doc: 'User (name or number) that it runs as; needs a daemon that is root. HOME, USER and LOGNAME stay as they are without user_env.',
  }),
  umask: optional({
    type: 'octal number',
    convert: octal,
    format: octalText,
    meaning: "the daemon's mask",
    sample: '022',
    doc: 'File mode mask of its processes: the rights that files which they make do not get.',
  }),
  ...BEYOND,
};

/** Expanded after its characters were looked at, as in the reference. */
export const PROCESS_NAME: Row<string> = row({
  type: 'string',
  convert: processOrGroupName,
  default: '%(program_name)s',
  rpc: 'name',
  sample: '%(program_name)s_%(process_num)02d',
  expands: 'process',
  doc: 'Name of each process, made from expressions; several processes of one program need different names.',
});

/** Options of each single process: `%(process_num)d` and the variables of `environment` can be named in them. */
export const OWN = {
  environment: row({
    type: 'KEY="value" pairs',
    convert: environment,
    format: environmentText,
    default: '',
    expands: 'process',
    sample: 'KEY1="value1",KEY2="value2"',
    doc: "Variables added to the daemon's environment for this program; its own options can name them as %(ENV_KEY)s.",
  }),
  directory: optional({
    type: 'string',
    convert: text,
    expands: 'process',
    meaning: "the daemon's directory",
    rpc: 'directory',
    sample: '/tmp',
    doc: 'Directory that it is started in.',
  }),
  command: optional({
    type: 'string',
    convert: text,
    expands: 'process',
    meaning: 'required',
    rpc: 'command',
    sample: '/bin/cat',
    shown: true,
    doc: 'Program, looked for in PATH unless it is a path, and arguments, in shell quoting but without a shell. It must stay in the foreground.',
  }),
};

/** The options of one output stream. */
export interface StreamRows {
  readonly keys: Readonly<Record<'logfile' | 'backups' | 'maxbytes' | 'syslog', string>>;
  readonly logfile: Row<LogTarget>;
  readonly backups: Row<number>;
  readonly maxbytes: Row<number>;
  readonly syslog: Row<boolean>;
}

export const STDOUT = streamRows('stdout', 'standard output');
export const STDERR = streamRows('stderr', 'standard error');

function streamRows(stream: 'stdout' | 'stderr', words: string): StreamRows {
  const logfile = `${stream}_logfile`;
  return {
    keys: { logfile, backups: `${logfile}_backups`, maxbytes: `${logfile}_maxbytes`, syslog: `${stream}_syslog` },
    logfile: row({
      type: 'file, AUTO or NONE',
      convert: logfileName,
      format: logfileText,
      default: AUTO,
      expands: 'process',
      rpc: `${stream}_logfile`,
      sample: `/tmp/%(program_name)s-${stream}.log`,
      doc:
        `File for its ${words}. AUTO makes a temporary one in childlogdir, NONE keeps nothing, /dev/${stream} is the ` +
        `daemon's own (with ${logfile}_maxbytes=0). Expressions are expanded twice.`,
    }),
    backups: row({
      type: 'integer',
      convert: integer,
      default: '10',
      expands: 'process',
      rpc: `${stream}_logfile_backups`,
      doc: `Number of rotated files that are kept, under the name of ${logfile} with .1, .2 and so on; 0 keeps none.`,
    }),
    maxbytes: row({
      type: 'size',
      convert: byteSize,
      default: '50MB',
      expands: 'process',
      rpc: `${stream}_logfile_maxbytes`,
      doc: `Size at which ${stream}_logfile is rotated; 0 never rotates it.`,
    }),
    syslog: row({
      type: 'boolean',
      convert: boolean,
      default: 'false',
      expands: 'process',
      rpc: `${stream}_syslog`,
      doc: `Send ${words} to syslog as well.`,
    }),
  };
}
