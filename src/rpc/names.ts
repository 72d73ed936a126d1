import { RpcFault } from '../model/faults.ts';
import type { Group } from '../process/group.ts';
import type { Process } from '../process/process.ts';
import type { RpcContext } from './context.ts';

export { namespecOf } from './namespec.ts';

/** What a name stands for: a process, or (`process` null) all of a group. */
export interface Named {
  readonly group: Group;
  readonly process: Process | null;
}

export function find({ supervisor }: RpcContext, name: string): Named {
  const wanted = splitNamespec(name);
  const group = supervisor.groups.get(wanted.group);
  if (group === undefined) throw new RpcFault('BAD_NAME', name);
  if (wanted.process === null) return { group, process: null };
  const process = group.processes.get(wanted.process);
  if (process === undefined) throw new RpcFault('BAD_NAME', name);
  return { group, process };
}

/** For methods that do not take `group:*`. */
export function findProcess(context: RpcContext, name: string): Process {
  const { process } = find(context, name);
  if (process === null) throw new RpcFault('BAD_NAME', name);
  return process;
}

export function findGroup({ supervisor }: RpcContext, name: string | null): Group {
  const group = name === null ? undefined : supervisor.groups.get(name);
  if (group === undefined) throw new RpcFault('BAD_NAME', name ?? undefined);
  return group;
}

/** A name without a colon is a group and a process; `group:` and `group:*` are all of a group (`process` null). */
export function splitNamespec(namespec: string): { readonly group: string; readonly process: string | null } {
  const colon = namespec.indexOf(':');
  if (colon === -1) return { group: namespec, process: namespec };
  const process = namespec.slice(colon + 1);
  return { group: namespec.slice(0, colon), process: process === '' || process === '*' ? null : process };
}
