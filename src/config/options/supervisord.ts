import { normalizePath } from '../python/paths.ts';
import { seconds, someTime } from '../types/durations.ts';
import { environment } from '../types/environment.ts';
import { exportTargets, listText, namePatterns } from '../types/exportEnvironment.ts';
import { loglevel } from '../types/loglevel.ts';
import { between, byteSize, integer, octal } from '../types/numbers.ts';
import { existingDirectory, existingDirpath } from '../types/path.ts';
import { environmentText, octalText } from '../types/texts.ts';
import { boolean, text } from '../types/words.ts';
import { rowMaker } from './row.ts';

const { row, optional } = rowMaker({ expands: 'section', rpc: null, reload: 'daemon' });

export const SUPERVISORD = {
  minfds: row({
    type: 'integer',
    convert: integer,
    default: '1024',
    doc: 'File descriptors that must be available; the limit is raised to this at start, and the start fails if it cannot be.',
  }),
  minprocs: row({
    type: 'integer',
    convert: integer,
    default: '200',
    doc: 'Processes that must be available, treated like minfds.',
  }),
  directory: optional({
    type: 'directory',
    convert: existingDirectory,
    sample: '/tmp',
    doc: 'Where the daemon changes to when it goes to the background.',
  }),
  user: optional({
    type: 'user',
    convert: text,
    sample: 'root',
    doc: 'User (name or number) that the daemon becomes at start. Write root to stay root without a warning.',
  }),
  umask: row({
    type: 'octal number',
    convert: octal,
    format: octalText,
    default: '022',
    doc: 'File mode mask of the daemon once it is in the background.',
  }),
  logfile: row({
    type: 'file',
    convert: existingDirpath,
    default: 'supervisord.log',
    sample: '/tmp/supervisord.log',
    shown: true,
    doc: 'File of the activity log, in a directory that exists; /dev/null keeps none (with logfile_maxbytes=0).',
  }),
  logfile_maxbytes: row({
    type: 'size',
    convert: byteSize,
    default: '50MB',
    doc: 'Size at which the activity log is rotated; 0 never rotates it.',
  }),
  logfile_backups: row({
    type: 'integer',
    convert: integer,
    default: '10',
    doc: 'Number of rotated activity logs that are kept, under the name of logfile with .1, .2 and so on; 0 keeps none.',
  }),
  loglevel: row({
    type: 'log level',
    convert: loglevel,
    default: 'info',
    doc: 'Least important message that is logged: critical, error, warn, info, debug, trace or blather.',
  }),
  pidfile: row({
    type: 'file',
    convert: existingDirpath,
    default: 'supervisord.pid',
    sample: '/tmp/supervisord.pid',
    shown: true,
    doc: 'Where the daemon writes its process id. The directory must exist.',
  }),
  identifier: row({
    type: 'string',
    convert: text,
    default: 'supervisor',
    reload: 'reread',
    doc: 'Name of this daemon in events and in the names of automatic log files.',
  }),
  nodaemon: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    doc: 'Stay in the foreground and log to standard output as well: what a container wants.',
  }),
  silent: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    doc: 'In the foreground, keep the activity log off standard output.',
  }),
  childlogdir: row({
    type: 'directory',
    convert: existingDirectory,
    default: (machine) => machine.tempdir(),
    meaning: "the system's directory for temporary files",
    sample: '/tmp',
    reload: 'reread',
    doc: 'Where log files with the name AUTO are made.',
  }),
  nocleanup: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    doc: 'Keep the automatic log files of earlier runs, which are otherwise removed at start.',
  }),
  strip_ansi: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    doc: 'Remove terminal escape sequences from what programs write to their logs.',
  }),
  environment: row({
    type: 'KEY="value" pairs',
    convert: environment,
    format: environmentText,
    default: '',
    reload: 'group',
    sample: 'KEY1="value1",KEY2="value2"',
    doc: 'Variables added to the environment of every program; the options of programs can name them as %(ENV_KEY)s.',
  }),
  export_environment: row({
    type: 'files with commas',
    convert: exportTargets,
    format: listText,
    default: '',
    ours: true,
    sample: '/etc/environment, /etc/profile.d/10-container.sh',
    doc:
      "Files that the daemon's environment (and the option environment) is written to at its start, so that log-ins have it: " +
      'for pam_env, or for a shell where the name ends in .sh. Of a file only a marked block is replaced.',
  }),
  export_environment_exclude: row({
    type: 'name patterns with commas',
    convert: namePatterns,
    format: listText,
    default: '',
    ours: true,
    sample: '*_INTERNAL, !KEYCLOAK_*',
    doc:
      'Variables that are not exported, besides those whose names (PASSWORD, SECRET, TOKEN, KEY, …) or values (URLs with a ' +
      'password) look secret and those of a session (HOME, TERM, …); a ! before a pattern exports what it matches.',
  }),
  subreaper: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc: 'Adopt and reap the orphans of programs even when the daemon is not process 1.',
  }),
  exit_when_idle: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc:
      'Exit when no program runs and none will be started again, event listeners aside: with the exit status of the ' +
      'first one that failed, else 0.',
  }),
  console: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc:
      'Let tsupervisorctl shell open shells in the container: for everybody who may control the daemon, so every ' +
      '[inet_http_server] must have a user name and a password.',
  }),
  shutdown_timeout: optional({
    type: 'duration',
    convert: seconds,
    ours: true,
    sample: '8s',
    meaning: 'as long as the programs take',
    doc:
      'Time for a whole shutdown. Each group may take its share of what is left of it before SIGKILL, so that all of ' +
      "them get their chance within, for example, the ten seconds of 'docker stop'.",
  }),
  scene_dir: optional({
    type: 'directory',
    convert: (value, machine) => normalizePath(existingDirpath(value, machine), machine),
    ours: true,
    sample: '/var/lib/tsupervisord',
    meaning: 'in memory, until the daemon ends',
    doc:
      'Where the records of unexpected exits and failed starts are kept, a file each, for tsupervisorctl why. It is made ' +
      'where there is none; the directory around it must exist.',
  }),
  scene_max: row({
    type: 'integer',
    convert: between(0, 100_000),
    default: '100',
    ours: true,
    doc: 'How many of these records are kept: the oldest of the process that has most goes first. 0 keeps none.',
  }),
  scene_age: row({
    type: 'duration',
    convert: seconds,
    default: '30d',
    ours: true,
    doc: 'How long these records are kept.',
  }),
  scene_sample: optional({
    type: 'duration',
    convert: someTime,
    ours: true,
    sample: '30s',
    meaning: 'never',
    doc:
      'How often to note what every running program uses of memory, CPU, threads and open files, so that a record shows how ' +
      'that went; the last ten notes of each are kept.',
  }),
};
