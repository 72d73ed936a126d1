import { ProcessState } from '../../model/states.ts';
import type { Process } from '../../process/process.ts';
import type { RpcStruct } from '../../xmlrpc/values.ts';
import { type MethodTable, method } from '../method.ts';
import { findProcess } from '../names.ts';
import { processName } from '../parameters.ts';
import { describe } from '../processDescription.ts';
import { allByName } from '../processLists.ts';

export const INFO = {
  getProcessInfo: method({
    params: [processName],
    result: 'struct',
    help: 'All that is known of a process: state, pid, times, exit status, logs, and a description as status shows it.',
    run: (context, name) => infoOf(findProcess(context, name), context.supervisor.clock.wall()),
  }),
  getAllProcessInfo: method({
    params: [],
    result: 'array',
    help: 'getProcessInfo for every process, by name.',
    run: ({ supervisor }) => {
      const now = supervisor.clock.wall();
      return allByName(supervisor).map((process) => infoOf(process, now));
    },
  }),
} satisfies MethodTable;

/** Members in the reference's order. */
function infoOf({ config, group, status }: Process, wall: number): RpcStruct {
  const stdout_logfile = config.stdout_logfile ?? '';
  return {
    name: config.name,
    group,
    start: seconds(status.laststart),
    stop: seconds(status.laststop),
    now: seconds(wall),
    state: ProcessState[status.state],
    statename: status.state,
    spawnerr: status.spawnerr ?? '',
    exitstatus: status.exitstatus ?? 0,
    logfile: stdout_logfile,
    stdout_logfile,
    stderr_logfile: config.stderr_logfile ?? '',
    pid: status.pid,
    description: describe(config.name, status, wall),
  };
}

/** XML-RPC's integers have 32 bits; the reference caps times there. */
const LARGEST_INT = 2 ** 31 - 1;

function seconds(milliseconds: number): number {
  return Math.min(Math.trunc(milliseconds / 1000), LARGEST_INT);
}
