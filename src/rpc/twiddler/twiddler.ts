import { listOfStrings } from '../../config/types/words.ts';
import type { RpcValue } from '../../xmlrpc/values.ts';
import type { Method, MethodTable } from '../method.ts';
import type { Parameter, RpcType } from '../parameters.ts';
import type { InterfaceServices } from '../plugins/services.ts';
import { writeLog } from './log.ts';
import { addProgram, removeProcess } from './programs.ts';

const API_VERSION = '1.0';

/** supervisor_twiddler's number; Supervisor has no name for it. */
const NOT_IN_WHITELIST = 230;

/** The methods of supervisor_twiddler, which add programs to groups and take them out again at run time. */
export function makeTwiddler(services: InterfaceServices): MethodTable {
  const allowed = new Set(listOfStrings(services.plugin.settings.whitelist ?? ''));
  const { Fault } = services;
  const entries = Object.entries(METHODS).map(([name, { run, ...described }]) => {
    const method: Method = {
      ...described,
      // Before any parameter is looked at.
      run: (_context, values) => {
        if (allowed.size > 0 && !allowed.has(name)) throw new Fault(NOT_IN_WHITELIST, `UNKNOWN: ${name}`);
        return run(services, ...(values as readonly RpcValue[]));
      },
    };
    return [name, method] as const;
  });
  return Object.fromEntries(entries);
}

export interface TwiddlerMethod extends Omit<Method, 'run'> {
  readonly run: (services: InterfaceServices, ...values: readonly RpcValue[]) => RpcValue;
}

function param(name: string, type: RpcType, fallback?: RpcValue): Parameter<unknown> {
  return { name, type, convert: (value) => value, ...(fallback === undefined ? {} : { default: fallback }) };
}

/** Without what makes them run in one daemon. */
export const METHODS: Readonly<Record<string, TwiddlerMethod>> = {
  getAPIVersion: {
    params: [],
    result: 'string',
    help: 'Version of the interface that these methods make up.',
    run: () => API_VERSION,
  },
  getGroupNames: {
    params: [],
    result: 'array',
    help: 'Names of the process groups.',
    run: ({ context }) => [...context.supervisor.groups.keys()],
  },
  log: {
    params: [param('message', 'string'), param('level', 'string', 'INFO')],
    result: 'boolean',
    help: 'Writes a message into the activity log; the level is a name (CRIT, ERRO, WARN, INFO, DEBG, TRAC, BLAT) or its number.',
    run: writeLog,
  },
  addProgramToGroup: {
    params: [param('group_name', 'string'), param('program_name', 'string'), param('program_options', 'struct')],
    result: 'boolean',
    help: 'Adds a program to a group: options as in [program:x], of which command alone has to be there. What has autostart is started.',
    run: addProgram,
  },
  removeProcessFromGroup: {
    params: [param('group_name', 'string'), param('process_name', 'string')],
    result: 'boolean',
    help: 'Takes a process, which must have stopped, out of its group.',
    run: removeProcess,
  },
};
