import type { ConfigDiff, GroupChange, OptionChange } from '../config/diff.ts';
import { diffProcesses } from '../daemon/reload.ts';
import { signalName } from '../model/waitStatus.ts';
import type { RpcStruct } from '../xmlrpc/values.ts';

/** What `update --dry-run` shows: a struct a group, in the order in which an update goes through them. */
export function previewOf({ added, changed, removed }: ConfigDiff): RpcStruct[] {
  return [
    ...removed.map(({ name }) => ({ group: name, change: 'removed', differences: [] })),
    ...changed.map((change) => ({ group: change.group.name, change: 'changed', differences: differencesOf(change) })),
    ...added.map(({ name }) => ({ group: name, change: 'added', differences: [] })),
  ];
}

function differencesOf({ before, group }: GroupChange): RpcStruct[] {
  const diff = diffProcesses(before, group);
  return [
    ...diff.group,
    ...diff.removed.map(({ name, command }) => ({ process: name, option: 'command', before: command, after: null })),
    ...diff.changed.flatMap(({ options }) => [...options].sort((a, b) => (a.option < b.option ? -1 : 1))),
    ...diff.added.map(({ name, command }) => ({ process: name, option: 'command', before: null, after: command })),
  ].flatMap(rowsOf);
}

/** Of an environment, each variable that differs; of everything else the whole value. */
function rowsOf({ process, option, before, after }: OptionChange): RpcStruct[] {
  if (!isRecord(before) || !isRecord(after)) {
    return [{ process: process ?? '', option, before: shown(option, before), after: shown(option, after) }];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => ({
      process: process ?? '',
      option: `${option} ${name}`,
      before: shown(option, before[name]),
      after: shown(option, after[name]),
    }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(option: string, value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value))
    return value.map((item: unknown) => (isRecord(item) ? itemText(item) : String(item))).join(',');
  if (typeof value !== 'number') return String(value);
  if (option === 'stopsignal') return signalName(value);
  return option === 'umask' ? value.toString(8).padStart(3, '0') : String(value);
}

/** `db:ready`, `nofile:100:200`, `/app.env:optional`: near enough to what stands in the file. */
function itemText(item: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(item).filter(([, value]) => value !== false);
  return parts.map(([name, value]) => (value === true ? name : String(value))).join(':');
}
