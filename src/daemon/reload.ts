import { type ConfigDiff, diffGroups, type OptionChange } from '../config/diff.ts';
import type { RealizeResult } from '../config/realize.ts';
import type { GroupConfig, ProcessConfig } from '../model/config.ts';
import { prepareSockets } from '../process/fcgiSockets.ts';
import { unstopped } from '../process/group.ts';
import { startGroups } from './startup.ts';
import type { Supervisor } from './supervisor.ts';

export type RereadResult =
  | { readonly ok: true; readonly diff: ConfigDiff }
  | { readonly ok: false; readonly error: string };

/**
 * Reads the configuration again and says how it differs from what runs. Nothing is started or stopped; groups can be
 * added as the new file has them from then on. With a file that cannot be used everything stays as it was.
 */
export function reread(supervisor: Supervisor, realize: () => RealizeResult): RereadResult {
  const realized = realize();
  if (!realized.ok) return realized;
  supervisor.config = realized.config;
  for (const group of supervisor.groups.values()) group.written = null;
  return { ok: true, diff: diffToRunning(supervisor, realized.config.groups) };
}

/** The same without taking the new configuration over. */
export function preview(supervisor: Supervisor, realize: () => RealizeResult): RereadResult {
  const realized = realize();
  return realized.ok ? { ok: true, diff: diffToRunning(supervisor, realized.config.groups) } : realized;
}

function diffToRunning({ groups }: Supervisor, wanted: readonly GroupConfig[]): ConfigDiff {
  return diffGroups(
    [...groups.values()].map(({ config }) => config),
    wanted,
  );
}

/** Adds a group of the configuration that was read last; what has autostart starts in the next turn of the loop. */
export function addFromConfig(supervisor: Supervisor, name: string | null): 'added' | 'there already' | 'unknown' {
  const config = supervisor.config.groups.find((group) => group.name === name);
  if (config === undefined) return 'unknown';
  if (!supervisor.addGroup(config)) return 'there already';
  const start = () => setImmediate(startGroups, supervisor, [config.name]);
  prepareSockets([config]).then(start, start);
  return 'added';
}

/** Forgets a group that has stopped. */
export function removeStopped(supervisor: Supervisor, name: string | null): 'removed' | 'still running' | 'unknown' {
  const group = name === null ? undefined : supervisor.groups.get(name);
  if (group === undefined) return 'unknown';
  if (unstopped(group).length > 0) return 'still running';
  supervisor.removeGroup(group.config.name);
  return 'removed';
}

/** What differs between two forms of a group, process by process, whatever their order. */
export interface ProcessesDiff {
  /** Of the group itself. */
  readonly group: readonly OptionChange[];
  readonly added: readonly ProcessConfig[];
  readonly changed: readonly { readonly name: string; readonly options: readonly OptionChange[] }[];
  readonly removed: readonly ProcessConfig[];
}

export function diffProcesses(before: GroupConfig, after: GroupConfig): ProcessesDiff {
  const old = byName(before);
  const now = byName(after);
  const optionsOf = (a: readonly ProcessConfig[], b: readonly ProcessConfig[]): readonly OptionChange[] =>
    diffGroups([{ ...before, processes: a }], [{ ...after, processes: b }]).changed[0]?.options ?? [];
  return {
    group: optionsOf([], []),
    added: after.processes.filter(({ name }) => !old.has(name)),
    changed: after.processes.flatMap((process) => {
      const was = old.get(process.name);
      const all = was === undefined ? [] : optionsOf([was], [process]);
      const options = all.filter((change) => change.process !== null);
      return options.length === 0 ? [] : [{ name: process.name, options }];
    }),
    removed: before.processes.filter(({ name }) => !now.has(name)),
  };
}

function byName({ processes }: GroupConfig): ReadonlyMap<string, ProcessConfig> {
  return new Map(processes.map((process) => [process.name, process]));
}
