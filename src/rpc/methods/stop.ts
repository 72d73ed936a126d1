import { RpcFault } from '../../model/faults.ts';
import { RUNNING_STATES, STOPPED_STATES } from '../../model/states.ts';
import type { Process } from '../../process/process.ts';
import type { Cancel } from '../../util/clock.ts';
import type { RpcContext } from '../context.ts';
import { eachProcess } from '../eachProcess.ts';
import { type Answer, type MethodTable, method } from '../method.ts';
import { find, findGroup } from '../names.ts';
import { groupName, processName, wait } from '../parameters.ts';
import { allByPriority, ofGroup } from '../processLists.ts';

export const STOP = {
  stopProcess: method({
    params: [processName, wait],
    result: 'boolean',
    help: 'Stops a process. With wait it answers once the process has ended.',
    run: stopNamed,
  }),
  stopProcessGroup: method({
    params: [groupName, wait],
    result: 'array',
    help: 'Stops all processes of a group that run. Answers with a result for each of them.',
    run: (context, name, waits) => stopMany(context, ofGroup(findGroup(context, name)), waits),
  }),
  stopAllProcesses: method({
    params: [wait],
    result: 'array',
    help: 'Stops all processes that run, by priority. Answers with a result for each of them.',
    run: (context, waits) => stopMany(context, allByPriority(context.supervisor), waits),
  }),
} satisfies MethodTable;

export function stopMany(context: RpcContext, processes: readonly Process[], waits: boolean) {
  return eachProcess(
    processes,
    ({ status }) => RUNNING_STATES.has(status.state),
    (name) => {
      if (context.supervisor.mood !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
      return stopNamed(context, name, waits);
    },
  );
}

export function stopNamed(context: RpcContext, name: string, waits: boolean): Answer {
  const { group, process } = find(context, name);
  if (process === null) return stopMany(context, ofGroup(group), waits);
  if (!RUNNING_STATES.has(process.status.state)) throw new RpcFault('NOT_RUNNING', name);
  const { pid } = process.status;
  process.stop();
  if (process.status.state === 'UNKNOWN') {
    throw new RpcFault('FAILED', `unknown problem killing ${process.config.name} (${pid}), see the activity log`);
  }
  return waits ? untilStopped(context, process) : true;
}

function untilStopped({ supervisor, whenChanged }: RpcContext, process: Process): Answer {
  const stopped = whenChanged(process, () => STOPPED_STATES.has(process.status.state) || null);
  if (!(stopped instanceof Promise)) return stopped;
  const cancel = reportEvery(supervisor, process);
  return stopped.finally(cancel);
}

const REPORT_INTERVAL_MS = 2000;

/** While somebody waits for it, the log says so. */
function reportEvery({ log, clock }: RpcContext['supervisor'], { config }: Process): Cancel {
  let cancel: Cancel = () => undefined;
  function report(): void {
    log.info(`waiting for ${config.name} to stop`);
    cancel = clock.at(clock.now() + REPORT_INTERVAL_MS, report);
  }
  report();
  return () => cancel();
}
