import { fraction, oneOf, rate, rateText, seconds, stopSteps, stopStepsText } from '../types/durations.ts';
import { existingDirpath } from '../types/path.ts';
import { boolean } from '../types/words.ts';
import { rowMaker } from './row.ts';

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
    doc: 'How the pause between failed starts grows: by backoff_initial each time, or to twice as much.',
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

/** Options of programs that a stock supervisord does not know, and ignores. */
export const BEYOND = { ...EXIT, ...RESTARTING, ...STOPPING, ...OUTPUT };
