import { oneOf, seconds } from '../types/durations.ts';
import { processOrGroupName, text } from '../types/words.ts';
import { rowMaker } from './row.ts';

const { row, optional } = rowMaker({ expands: 'section', rpc: null, reload: 'group' });

/** What service directories of runit and s6 need, and any program may have. */
export const SERVICES = {
  finish: optional({
    type: 'command',
    convert: text,
    ours: true,
    sample: '/usr/local/bin/clean-up',
    doc:
      'Command that is run each time the program has ended, as the program itself would be run. It counts as part of the ' +
      'run: a restart, and the state STOPPED, wait for its end. It is told how the program ended (finish_arguments).',
  }),
  finish_arguments: row({
    type: 'runit or s6',
    convert: oneOf('runit', 's6'),
    default: 'runit',
    ours: true,
    doc:
      'What is appended to finish. runit: the exit code, or -1 after a signal; the lower byte of the wait status. s6: the ' +
      'exit code, or 256 after a signal; the signal; the name of the program; its process group.',
  }),
  finish_timeout: row({
    type: 'duration',
    convert: seconds,
    default: '0',
    meaning: '0: none',
    ours: true,
    sample: '5s',
    doc: 'Time after which finish is killed.',
  }),
  stdin_pipe: optional({
    type: 'name',
    convert: processOrGroupName,
    ours: true,
    sample: 'log',
    doc:
      'Name of a pipe whose reading end is its standard input. The daemon holds both ends, so that nothing is lost when ' +
      'the program is started again; asked to stop while no program writes to it, it sees the end of the pipe first.',
  }),
  stdout_pipe: optional({
    type: 'name',
    convert: processOrGroupName,
    ours: true,
    sample: 'log',
    doc: 'Name of the pipe that standard output goes to, in the place of stdout_logfile and all else.',
  }),
};
