import type { ConfigDiff } from '../config/diff.ts';
import type { Supervisor } from '../daemon/supervisor.ts';
import { RpcFault } from '../model/faults.ts';

/** A name that is neither a group that runs nor one to be added is a mistake, and nothing is done then. */
export function checkGroups({ groups }: Supervisor, { added }: ConfigDiff, wanted: readonly string[]): void {
  const unknown = wanted.find((name) => !groups.has(name) && !added.some((group) => group.name === name));
  if (unknown !== undefined) throw new RpcFault('BAD_NAME', unknown);
}

/** The part of a difference that concerns these groups; no names mean all. */
export function pick(diff: ConfigDiff, wanted: readonly string[]): ConfigDiff {
  const meant = ({ name }: { readonly name: string }): boolean => wanted.length === 0 || wanted.includes(name);
  return {
    added: diff.added.filter(meant),
    changed: diff.changed.filter(({ group }) => meant(group)),
    removed: diff.removed.filter(meant),
  };
}
