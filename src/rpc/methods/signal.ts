import { getSystemErrorName } from 'node:util';
import { BadValue } from '../../config/problem.ts';
import { signalNumber } from '../../config/types/signal.ts';
import { RpcFault } from '../../model/faults.ts';
import { SIGNALLABLE_STATES } from '../../model/states.ts';
import { signalName } from '../../model/waitStatus.ts';
import type { Process } from '../../process/process.ts';
import type { RpcValue } from '../../xmlrpc/values.ts';
import type { RpcContext } from '../context.ts';
import { eachProcess } from '../eachProcess.ts';
import { type Answer, type MethodTable, method } from '../method.ts';
import { find, findGroup } from '../names.ts';
import { groupName, processName, raw } from '../parameters.ts';
import { allByPriority, ofGroup } from '../processLists.ts';
import { pythonInt } from '../pythonInt.ts';
import { pythonText } from '../pythonText.ts';

/** By name (`HUP`, `SIGHUP`) or number. */
const signal = raw('signal', 'string');

export const SIGNAL = {
  signalProcess: method({
    params: [processName, signal],
    result: 'boolean',
    help: 'Sends a signal, by name or number, to a process (not to its process group).',
    run: signalNamed,
  }),
  signalProcessGroup: method({
    params: [groupName, signal],
    result: 'array',
    help: 'Sends a signal to all processes of a group that run. Answers with a result for each of them.',
    run: (context, name, sent) => signalMany(context, ofGroup(findGroup(context, name)), sent),
  }),
  signalAllProcesses: method({
    params: [signal],
    result: 'array',
    help: 'Sends a signal to all processes that run. Answers with a result for each of them.',
    run: (context, sent) => signalMany(context, allByPriority(context.supervisor), sent),
  }),
} satisfies MethodTable;

function signalMany(context: RpcContext, processes: readonly Process[], sent: RpcValue): Answer {
  return eachProcess(
    processes,
    ({ status }) => SIGNALLABLE_STATES.has(status.state),
    (name) => signalNamed(context, name, sent),
  );
}

function signalNamed(context: RpcContext, name: string, sent: RpcValue): Answer {
  const { group, process } = find(context, name);
  if (process === null) return signalMany(context, ofGroup(group), sent);
  const number = numberOf(sent);
  if (!SIGNALLABLE_STATES.has(process.status.state)) throw new RpcFault('NOT_RUNNING', name);
  send(context, process, number);
  return true;
}

function numberOf(sent: RpcValue): number {
  try {
    return signalNumber(String(pythonInt(sent) ?? pythonText(sent)));
  } catch (error) {
    if (error instanceof BadValue) throw new RpcFault('BAD_SIGNAL', pythonText(sent));
    throw error;
  }
}

/** One that has just ended on its own is no error: the log tells. */
function send({ supervisor: { log } }: RpcContext, process: Process, number: number): void {
  const { config, status } = process;
  log.debug(`sending ${config.name} (pid ${status.pid}) sig ${signalName(number)}`);
  const errno = process.signal(number);
  if (errno === 0) return;
  const code = getSystemErrorName(-errno);
  if (code === 'ESRCH') {
    log.debug(`unable to signal ${config.name} (pid ${status.pid}), it probably just now exited on its own: ${code}`);
    return;
  }
  const message = `unknown problem sending sig ${config.name} (${status.pid}): ${code}`;
  log.critical(message);
  throw new RpcFault('FAILED', message);
}
