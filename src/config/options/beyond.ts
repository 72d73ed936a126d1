import { cron } from '../types/cron.ts';
import { dependsOn, dependsOnText } from '../types/dependsOn.ts';
import { fraction, oneOf, rate, rateText, seconds, stopSteps, stopStepsText } from '../types/durations.ts';
import { notifyFd, watchdog } from '../types/notify.ts';
import { amount, integer, sizeText } from '../types/numbers.ts';
import { existingDirpath } from '../types/path.ts';
import { healthProbe, probe, probeText } from '../types/probe.ts';
import { boolean } from '../types/words.ts';
import { ENVIRONMENT } from './environment.ts';
import { RESOURCES } from './resources.ts';
import { rowMaker } from './row.ts';
import { SERVICES } from './services.ts';

const { row, optional } = rowMaker({ expands: 'section', rpc: null, reload: 'group' });

/** When the end of a program is the end of the daemon. */
const EXIT = {
  exit_on: row({
    type: 'never, fatal, failure or exit',
    convert: oneOf('never', 'fatal', 'failure', 'exit'),
    default: 'never',
    ours: true,
    doc:
      'When this happens to the program, the daemon stops everything in order and exits with its exit status (128 + n ' +
      'after signal n): fatal, it was given up; failure, that or an exit that was not expected; exit, any end by itself.',
  }),
};

/** How a program is started again. */
const RESTARTING = {
  backoff: row({
    type: 'linear or exponential',
    convert: oneOf('linear', 'exponential'),
    default: 'linear',
    ours: true,
    doc: 'How the pause between failed starts grows: linear, by backoff_initial each time; exponential, to twice as much.',
  }),
  backoff_initial: row({
    type: 'duration',
    convert: seconds,
    default: '1',
    ours: true,
    doc: 'Pause after the first failed start.',
  }),
  backoff_max: optional({
    type: 'duration',
    convert: seconds,
    ours: true,
    sample: '60s',
    meaning: 'no limit; 60s with restart_forever',
    doc: 'Longest pause between failed starts.',
  }),
  backoff_jitter: row({
    type: 'fraction',
    convert: fraction,
    default: '0',
    ours: true,
    doc: 'Part of the pause that is left to chance, so that programs that failed together do not try again together.',
  }),
  restart_limit: optional({
    type: 'times/duration',
    convert: rate,
    format: rateText,
    ours: true,
    sample: '5/60s',
    doc: 'Automatic starts within a time after which a program is given up as FATAL, however long it had been up.',
  }),
  restart_forever: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc: 'Never give it up: startretries does not count.',
  }),
};

/** How a program is stopped. */
const STOPPING = {
  stop_sequence: optional({
    type: 'signal:duration with commas',
    convert: stopSteps,
    format: stopStepsText,
    ours: true,
    sample: 'TERM:20, INT:5',
    meaning: 'stopsignal, then stopwaitsecs',
    doc: 'Signals that ask it to end, one after the other, and how long each is given before the next; SIGKILL follows.',
  }),
  kill_tree: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc:
      'Once it has been stopped, send SIGKILL to what is left of the processes that descended from it, also where they ' +
      'have left its process group.',
  }),
};

/** What a program has for its input and output. */
const TERMINAL = {
  pty: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc:
      'Give it a pseudo-terminal instead of pipes, so that it writes line by line and in colours, and that tsupervisorctl fg ' +
      'can sit down at it; standard error goes the way of standard output. Needs the package node-pty.',
  }),
};

/** How output is shown to who reads that of several programs together, as in the log of a container. */
const OUTPUT = {
  stdout_format: row({
    type: 'raw, prefix or json',
    convert: oneOf('raw', 'prefix', 'json'),
    default: 'raw',
    ours: true,
    doc:
      'How lines of standard output look in stdout_tee, or without one in stdout_logfile: as they are, behind the name of the ' +
      'process, or as JSON objects with time, process, group, stream and message. Lines stay whole up to 16 KiB.',
  }),
  stdout_timestamps: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc: 'Put the time (UTC) before each of these lines; JSON has it anyway.',
  }),
  stdout_tee: optional({
    type: 'file',
    convert: existingDirpath,
    ours: true,
    sample: '/dev/stdout',
    doc: 'Where standard output goes besides stdout_logfile. A slow reader holds the program back, never the daemon.',
  }),
  stderr_format: row({
    type: 'raw, prefix or json',
    convert: oneOf('raw', 'prefix', 'json'),
    default: 'raw',
    ours: true,
    doc:
      'How lines of standard error look in stderr_tee, or without one in stderr_logfile: as they are, behind the name of the ' +
      'process, or as JSON objects with time, process, group, stream and message. Lines stay whole up to 16 KiB.',
  }),
  stderr_timestamps: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc: 'Put the time (UTC) before each of these lines; JSON has it anyway.',
  }),
  stderr_tee: optional({
    type: 'file',
    convert: existingDirpath,
    ours: true,
    sample: '/dev/stderr',
    doc: 'Where standard error goes besides stderr_logfile. A slow reader holds the program back, never the daemon.',
  }),
};

/** What a program waits for, and how others know that they need not wait for it any longer. */
const DEPENDENCIES = {
  type: row({
    type: 'simple or oneshot',
    convert: oneOf('simple', 'oneshot'),
    default: 'simple',
    ours: true,
    doc: 'simple: it is there to run. oneshot: it does one thing and ends; ending with one of exitcodes is success however quick it was.',
  }),
  depends_on: row({
    type: 'names with commas',
    convert: (value: string) => (value.trim() === '' ? [] : dependsOn(value)),
    format: dependsOnText,
    default: '',
    ours: true,
    sample: 'php:started',
    doc:
      'What must have come so far before it is started with the daemon: programs, groups or GROUP:PROCESS, each with ' +
      ':started (the default), :ready, :healthy or :done. They are stopped in reverse.',
  }),
  ready: optional({
    type: 'probe',
    convert: probe,
    format: probeText,
    ours: true,
    sample: 'notify',
    doc:
      'How to see that it is ready: tcp:HOST:PORT and http:// answer, exec:COMMAND exits with 0, a line of its output ' +
      'matches log:REGEX, file:PATH is there, or it says so itself: notify.',
  }),
  ready_timeout: row({
    type: 'duration',
    convert: seconds,
    default: '60',
    ours: true,
    doc: 'Time from its start after which the log says that it is still not ready; it is not stopped.',
  }),
  notify_fd: optional({
    type: 'descriptor',
    convert: notifyFd,
    ours: true,
    sample: '3',
    meaning: 'NOTIFY_SOCKET, with ready=notify',
    doc: 'Descriptor to which it writes a line once it is ready, as programs for s6 do; ready=notify goes without saying.',
  }),
  watchdog_sec: optional({
    type: 'duration',
    convert: watchdog,
    ours: true,
    sample: '30s',
    doc:
      'Longest time between two WATCHDOG=1 that it sends to NOTIFY_SOCKET; after that it gets SIGABRT, after ' +
      'stopwaitsecs SIGKILL, and autorestart decides on the rest.',
  }),
};

/** Programs that run at certain times. */
const SCHEDULE = {
  schedule: optional({
    type: 'cron expression',
    convert: cron,
    ours: true,
    sample: '30 3 * * mon-fri',
    doc:
      'When it is started: minute, hour, day of the month, month and day of the week (one more field ahead of them is ' +
      'seconds), or @hourly, @daily, @weekly, @monthly, @yearly; in the time zone of the daemon. A run is left out while ' +
      'the one before is not over. With it, type is oneshot and autostart and autorestart are false unless they are set.',
  }),
};

/** What a program may use. */
const LIMITS = {
  max_memory: optional({
    type: 'size',
    convert: amount,
    format: sizeText,
    ours: true,
    sample: '500MB',
    doc:
      'Resident memory of the process and all that descends from it, above which it is stopped and started again; what ' +
      'several of them share counts for each. It is looked at every few seconds.',
  }),
};

/** Whether a program that runs does its work. */
const HEALTH = {
  health: optional({
    type: 'probe',
    convert: healthProbe,
    format: probeText,
    ours: true,
    sample: 'http://localhost:8080/health',
    doc: 'How to see that it does its work, as for ready; log: is not possible.',
  }),
  health_interval: row({
    type: 'duration',
    convert: seconds,
    default: '30',
    ours: true,
    doc: 'Time between two checks.',
  }),
  health_timeout: row({
    type: 'duration',
    convert: seconds,
    default: '5',
    ours: true,
    doc: 'Time after which a check has failed.',
  }),
  health_retries: row({
    type: 'integer',
    convert: integer,
    default: '3',
    ours: true,
    doc: 'Failed checks in a row that make it unhealthy.',
  }),
  health_start_period: row({
    type: 'duration',
    convert: seconds,
    default: '0',
    ours: true,
    doc: 'Time after a start in which failed checks do not count.',
  }),
  health_action: row({
    type: 'restart, none or exit',
    convert: oneOf('restart', 'none', 'exit'),
    default: 'restart',
    ours: true,
    doc: 'What happens when it is unhealthy: restart starts it anew, none only logs it, exit ends the daemon with status 1.',
  }),
};

/** Options of programs that a stock supervisord does not know, and ignores. */
export const BEYOND = {
  ...EXIT,
  ...RESTARTING,
  ...STOPPING,
  ...TERMINAL,
  ...OUTPUT,
  ...DEPENDENCIES,
  ...ENVIRONMENT,
  ...SCHEDULE,
  ...LIMITS,
  ...RESOURCES,
  ...HEALTH,
  ...SERVICES,
};
