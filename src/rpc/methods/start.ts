import { RpcFault } from '../../model/faults.ts';
import { RUNNING_STATES } from '../../model/states.ts';
import type { Process } from '../../process/process.ts';
import type { RpcContext } from '../context.ts';
import { eachProcess } from '../eachProcess.ts';
import { type Answer, type MethodTable, method } from '../method.ts';
import { find, findGroup } from '../names.ts';
import { groupName, processName, wait } from '../parameters.ts';
import { allByPriority, ofGroup } from '../processLists.ts';

export const START = {
  startProcess: method({
    params: [processName, wait],
    result: 'boolean',
    help: 'Starts a process. With wait it answers once the process has stayed up for its startsecs.',
    run: startNamed,
  }),
  startProcessGroup: method({
    params: [groupName, wait],
    result: 'array',
    help: 'Starts all processes of a group that do not run. Answers with a result for each of them.',
    run: (context, name, waits) => startMany(context, ofGroup(findGroup(context, name)), waits),
  }),
  startAllProcesses: method({
    params: [wait],
    result: 'array',
    help: 'Starts all processes that do not run, by priority. Answers with a result for each of them.',
    run: (context, waits) => startMany(context, allByPriority(context.supervisor), waits),
  }),
} satisfies MethodTable;

function startMany(context: RpcContext, processes: readonly Process[], waits: boolean): Answer {
  return eachProcess(
    processes,
    ({ status }) => !RUNNING_STATES.has(status.state),
    (name) => {
      if (context.supervisor.mood !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
      return startNamed(context, name, waits);
    },
  );
}

export function startNamed(context: RpcContext, name: string, waits: boolean): Answer {
  const { group, process } = find(context, name);
  if (process === null) return startMany(context, ofGroup(group), waits);
  checkStartable(process, name);
  process.start();
  if (process.status.spawnerr !== null) throw new RpcFault('SPAWN_ERROR', name);
  // With startsecs=0 it runs already, and how soon it ends after that is no matter of ours.
  process.settle();
  return waits ? context.whenChanged(process, () => isUp(process, name)) : true;
}

/** A oneshot that has ended well is what was wanted of it. */
export function isDone({ config, status }: Process): boolean {
  return config.type === 'oneshot' && status.state === 'EXITED' && config.exitcodes.includes(status.exitstatus ?? -1);
}

/** What can be known beforehand is not tried. */
function checkStartable(process: Process, name: string): void {
  const command = process.command();
  if (command.file === undefined) throw new RpcFault(command.missing ? 'NO_FILE' : 'NOT_EXECUTABLE', command.error);
  const { state } = process.status;
  if (RUNNING_STATES.has(state)) throw new RpcFault('ALREADY_STARTED', name);
  if (state === 'UNKNOWN') throw new RpcFault('FAILED', `${name} is in an unknown process state`);
}

export function isUp(process: Process, name: string): true | null {
  const { status } = process;
  if (status.state === 'RUNNING' || isDone(process)) return true;
  if (status.spawnerr !== null) throw new RpcFault('SPAWN_ERROR', name);
  if (status.state !== 'STARTING') throw new RpcFault('ABNORMAL_TERMINATION', name);
  return null;
}
