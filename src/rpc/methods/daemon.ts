import { RpcFault } from '../../model/faults.ts';
import { SupervisorState } from '../../model/states.ts';
import { remoteCommunicationPayload } from '../../process/events/payloads.ts';
import { type MethodTable, method } from '../method.ts';
import { raw } from '../parameters.ts';
import { pythonText } from '../pythonText.ts';
import { SUPERVISOR_VERSION } from '../supervisorVersion.ts';

const API_VERSION = '3.0';

const apiVersion = method({
  params: [],
  result: 'string',
  help: 'Version of this API. It changes when methods change.',
  run: () => API_VERSION,
});

/** About the daemon itself. */
export const DAEMON = {
  getAPIVersion: apiVersion,
  getVersion: apiVersion,
  getSupervisorVersion: method({
    params: [],
    result: 'string',
    help: 'Version of Supervisor that this daemon behaves like; tsupervisor.getVersion has its own.',
    run: () => SUPERVISOR_VERSION,
  }),
  getIdentification: method({
    params: [],
    result: 'string',
    help: 'The identifier of the configuration: tells several daemons apart.',
    run: ({ supervisor }) => supervisor.config.supervisord.identifier,
  }),
  getState: method({
    params: [],
    result: 'struct',
    help: 'State of the daemon: statecode and statename.',
    run: ({ supervisor: { mood } }) => ({ statecode: SupervisorState[mood], statename: mood }),
  }),
  getPID: method({
    params: [],
    result: 'int',
    help: 'Process id of the daemon.',
    run: () => process.pid,
  }),
  shutdown: method({
    params: [],
    result: 'boolean',
    help: 'Stops all processes and then the daemon. Answers before that.',
    run: ({ supervisor }) => {
      supervisor.shutdown();
      return true;
    },
  }),
  restart: method({
    params: [],
    result: 'boolean',
    help: 'Stops all processes, reads the configuration and starts anew; CANT_REREAD, and nothing happens, if it cannot be used.',
    run: ({ supervisor }) => {
      const restarted = supervisor.restart();
      return restarted instanceof Promise ? restarted.then(trueUnless) : trueUnless(restarted);
    },
  }),
  sendRemoteCommEvent: method({
    params: [raw('type', 'string'), raw('data', 'string')],
    result: 'boolean',
    help: 'Emits a REMOTE_COMMUNICATION event with this type and data for the event listeners.',
    always: true,
    run: ({ supervisor }, type, data) => {
      const payload = () => remoteCommunicationPayload(pythonText(type), pythonText(data));
      supervisor.events.notify('REMOTE_COMMUNICATION', payload);
      return true;
    },
  }),
} satisfies MethodTable;

function trueUnless(error: string | null): true {
  if (error !== null) throw new RpcFault('CANT_REREAD', error);
  return true;
}
