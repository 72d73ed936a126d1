import { readAddedProgram } from '../../config/load/addedProgram.ts';
import { processSurroundings } from '../../config/surroundings.ts';
import { reshapeInForce } from '../../daemon/reshape.ts';
import { startGroups } from '../../daemon/startup.ts';
import type { ProcessConfig } from '../../model/config.ts';
import { STOPPED_STATES } from '../../model/states.ts';
import type { Group } from '../../process/group.ts';
import type { RpcValue } from '../../xmlrpc/values.ts';
import { isStruct } from '../plugins/plainValue.ts';
import type { InterfaceServices } from '../plugins/services.ts';
import { pythonText } from '../pythonText.ts';

export function addProgram(
  services: InterfaceServices,
  groupName: RpcValue = null,
  programName: RpcValue = null,
  options: RpcValue = null,
): true {
  const { context, Fault } = services;
  const { supervisor } = context;
  const group = findGroup(services, groupName);
  const { kind, name } = group.config;
  if (kind !== 'program') {
    throw new Fault(
      'INCORRECT_PARAMETERS',
      `${name} is a section of its own ([${kind}:${name}]), no group of programs`,
    );
  }
  const program = { name: pythonText(programName), group: name, options: readOptions(services, options) };
  const added = readAddedProgram(program, supervisor.config, processSurroundings(supervisor.lookups));
  if (!added.ok) throw new Fault('INCORRECT_PARAMETERS', added.error);
  refuseKnown(services, group, added.processes);
  for (const warning of added.warnings) supervisor.log.warn(warning);
  reshapeInForce(supervisor, { ...group.config, processes: [...group.config.processes, ...added.processes] }, []);
  setImmediate(startGroups, supervisor, [name]);
  return true;
}

export function removeProcess(
  services: InterfaceServices,
  groupName: RpcValue = null,
  processName: RpcValue = null,
): true {
  const group = findGroup(services, groupName);
  const name = key(services, processName);
  const process = group.processes.get(name);
  if (process === undefined) throw new services.Fault('BAD_NAME', name);
  if (!STOPPED_STATES.has(process.status.state)) throw new services.Fault('STILL_RUNNING', name);
  const remaining = group.config.processes.filter((each) => each.name !== name);
  reshapeInForce(services.context.supervisor, { ...group.config, processes: remaining }, [name]);
  return true;
}

function findGroup(services: InterfaceServices, name: RpcValue): Group {
  const group = services.context.supervisor.groups.get(key(services, name));
  if (group === undefined) throw new services.Fault('BAD_NAME', `group: ${pythonText(name)}`);
  return group;
}

/** Python looks numbers up as it does strings, and refuses what it cannot hash. */
function key({ Fault }: InterfaceServices, value: RpcValue): string {
  if (typeof value === 'object' && value !== null) throw new Fault('INCORRECT_PARAMETERS');
  return pythonText(value);
}

function readOptions({ Fault }: InterfaceServices, options: RpcValue): Record<string, string> {
  if (!isStruct(options)) throw new Fault('INCORRECT_PARAMETERS');
  const entries = Object.entries(options as Readonly<Record<string, RpcValue>>).map(([name, value]) => {
    if (value === null || typeof value === 'object') {
      throw new Fault('INCORRECT_PARAMETERS', `the option ${name} must be a string`);
    }
    return [name, pythonText(value)] as const;
  });
  return Object.fromEntries(entries);
}

function refuseKnown({ Fault }: InterfaceServices, group: Group, processes: readonly ProcessConfig[]): void {
  const names = new Set(group.processes.keys());
  for (const { name } of processes) {
    if (names.has(name)) throw new Fault('BAD_NAME', name);
    names.add(name);
  }
}
