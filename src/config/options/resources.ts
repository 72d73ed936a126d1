import { someTime } from '../types/durations.ts';
import { between } from '../types/numbers.ts';
import { rlimits, rlimitsText } from '../types/rlimits.ts';
import { boolean } from '../types/words.ts';
import { rowMaker } from './row.ts';

const { row, optional } = rowMaker({ expands: 'section', rpc: null, reload: 'group' });

/** What the kernel lets a program have, and for how long. */
export const RESOURCES = {
  max_runtime: optional({
    type: 'duration',
    convert: someTime,
    ours: true,
    sample: '12h',
    meaning: 'no limit',
    doc:
      'Time since its start after which it is stopped as by a stop request. That counts as an exit that was not expected: ' +
      'autorestart and exit_on decide what comes then.',
  }),
  nice: optional({
    type: 'integer from -20 to 19',
    convert: between(-20, 19),
    ours: true,
    sample: '10',
    meaning: "the daemon's",
    doc: 'Its niceness. Less than the daemon has needs privilege (CAP_SYS_NICE).',
  }),
  oom_score_adj: optional({
    type: 'integer from -1000 to 1000',
    convert: between(-1000, 1000),
    ours: true,
    sample: '500',
    meaning: "the daemon's",
    doc:
      'How much rather than others the kernel kills it when memory is short. Less than the daemon has needs privilege ' +
      '(CAP_SYS_RESOURCE); a daemon that user in [supervisord] has made another user can set none.',
  }),
  rlimits: row({
    type: 'name:number with commas',
    convert: rlimits,
    format: rlimitsText,
    default: '',
    ours: true,
    sample: 'nofile:65536, core:unlimited, nproc:100:200',
    doc:
      'Resource limits by the names of getrlimit(2): one number (or unlimited) for both limits, or the soft and the hard one. ' +
      'Sizes may have KB, MB or GB.',
  }),
  no_new_privileges: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc: 'Neither it nor what it starts can gain rights by running a program (setuid, file capabilities).',
  }),
};
