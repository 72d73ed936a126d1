import { type MethodTable, method } from '../method.ts';
import { findProcess } from '../names.ts';
import { processName } from '../parameters.ts';
import { createInfoWriter } from '../processInfo.ts';
import { allByName } from '../processLists.ts';

export const INFO = {
  getProcessInfo: method({
    params: [processName],
    result: 'struct',
    help: 'All that is known of a process: state, pid, times, exit status, logs, and a description as status shows it.',
    run: (context, name) => createInfoWriter(context.supervisor.clock.wall())(findProcess(context, name)),
  }),
  getAllProcessInfo: method({
    params: [],
    result: 'array',
    help: 'getProcessInfo for every process, by name.',
    run: ({ supervisor }) => allByName(supervisor).map(createInfoWriter(supervisor.clock.wall())),
  }),
} satisfies MethodTable;
