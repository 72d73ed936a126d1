import type { Supervisor } from '../daemon/supervisor.ts';
import { byPriority, type Group } from '../process/group.ts';
import type { Process } from '../process/process.ts';

/** Lower priorities first, of the groups and then within each. */
export function allByPriority(supervisor: Supervisor): Process[] {
  return byPriority(supervisor.groups.values()).flatMap(ofGroup);
}

export function ofGroup(group: Group): Process[] {
  return [...group.processes.values()].sort((a, b) => a.config.priority - b.config.priority);
}

/** By name of the group, then of the process. */
export function allByName(supervisor: Supervisor): Process[] {
  return byKey(supervisor.groups).flatMap((group) => byKey(group.processes));
}

function byKey<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map.keys()].sort().flatMap((key) => map.get(key) ?? []);
}
