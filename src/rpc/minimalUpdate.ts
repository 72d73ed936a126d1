import type { GroupChange } from '../config/diff.ts';
import { addFromConfig, diffProcesses, type ProcessesDiff, removeStopped, reread } from '../daemon/reload.ts';
import type { GroupConfig, ProcessConfig } from '../model/config.ts';
import { Fault, RpcFault } from '../model/faults.ts';
import { RUNNING_STATES, STOPPED_STATES } from '../model/states.ts';
import type { Process } from '../process/process.ts';
import type { RpcStruct } from '../xmlrpc/values.ts';
import type { RpcContext } from './context.ts';
import { stopMany } from './methods/stop.ts';
import { ofGroup } from './processLists.ts';
import { checkGroups, pick } from './updateSelection.ts';

/** An update that leaves alone, within a changed group of programs, what has not changed. */
export async function updateMinimal(context: RpcContext, wanted: readonly string[]): Promise<RpcStruct[]> {
  const { supervisor, realize } = context;
  const result = reread(supervisor, realize);
  if (!result.ok) throw new RpcFault('CANT_REREAD', result.error);
  checkGroups(supervisor, result.diff, wanted);
  const { removed, changed, added } = pick(result.diff, wanted);
  const steps: RpcStruct[] = [];
  for (const { name } of removed) steps.push(...(await remove(context, name)));
  for (const change of changed) steps.push(...(await updateGroup(context, change)));
  for (const { name } of added) steps.push(add(context, name));
  return steps;
}

async function remove(context: RpcContext, group: string): Promise<RpcStruct[]> {
  if (!(await stopGroup(context, group))) return [step(group, '', 'has problems; not removing', true)];
  removeStopped(context.supervisor, group);
  return [step(group, '', 'stopped'), step(group, '', 'removed process group')];
}

function updateGroup(context: RpcContext, change: GroupChange): Promise<RpcStruct[]> {
  const diff = diffProcesses(change.before, change.group);
  const whole = change.group.kind !== 'program' || diff.group.some(({ option }) => option !== 'priority');
  if (whole) return replaceGroup(context, change);
  const { supervisor } = context;
  return changeProcesses(context, change.group, diff, {
    reshape: (config, leaving) => supervisor.reshapeGroup(config, new Set(leaving)),
    starts: ({ autostart }) => autostart,
  });
}

async function replaceGroup(context: RpcContext, { group: { name } }: GroupChange): Promise<RpcStruct[]> {
  if (!(await stopGroup(context, name))) return [step(name, '', 'has problems; not updating', true)];
  removeStopped(context.supervisor, name);
  addFromConfig(context.supervisor, name);
  return [step(name, '', 'stopped'), step(name, '', 'updated process group')];
}

function add({ supervisor }: RpcContext, group: string): RpcStruct {
  const result = addFromConfig(supervisor, group);
  return result === 'added' ? step(group, '', 'added process group') : step(group, '', result, true);
}

export interface Changing {
  readonly reshape: (config: GroupConfig, leaving: readonly string[]) => void;
  /** Of processes that are new. */
  readonly starts: (config: ProcessConfig) => boolean;
}

/** Stops those that leave or change, and starts those that are new or ran before; all others go on. */
export async function changeProcesses(
  context: RpcContext,
  config: GroupConfig,
  { removed, changed, added }: Pick<ProcessesDiff, 'removed' | 'changed' | 'added'>,
  { reshape, starts }: Changing,
): Promise<RpcStruct[]> {
  const { supervisor } = context;
  const { name: group } = config;
  const running = supervisor.groups.get(group);
  const leaving = [...removed.map(({ name }) => name), ...changed.map(({ name }) => name)];
  const old = leaving.flatMap((name) => running?.processes.get(name) ?? []);
  const ran = new Set(old.filter(isRunning).map((process) => process.config.name));
  if (!(await stopAll(context, old)) || supervisor.groups.get(group) !== running) {
    return [step(group, '', 'has problems; not updating', true)];
  }
  reshape(config, leaving);
  const startIf = (wanted: (config: ProcessConfig) => boolean) => (name: string) => {
    const process = supervisor.groups.get(group)?.processes.get(name);
    const starting = process !== undefined && wanted(process.config);
    if (starting) supervisor.startInOrder(process);
    return starting;
  };
  const restart = startIf(({ name, autostart }) => autostart || ran.has(name));
  const start = startIf(starts);
  return [
    ...removed.map(({ name }) => step(group, name, ran.has(name) ? 'stopped and removed' : 'removed')),
    ...changed.map(({ name }) => step(group, name, RESTARTED[`${ran.has(name)} ${restart(name)}`] ?? 'updated')),
    ...added.map(({ name }) => step(group, name, start(name) ? 'added and started' : 'added')),
    ...(leaving.length + added.length === 0 ? [step(group, '', 'updated process group')] : []),
  ];
}

/** By whether it ran and whether it was started. */
const RESTARTED: Readonly<Record<string, string>> = { 'true true': 'restarted', 'false true': 'updated and started' };

function stopGroup(context: RpcContext, name: string): Promise<boolean> {
  const group = context.supervisor.groups.get(name);
  return stopAll(context, group === undefined ? [] : ofGroup(group));
}

/** False if one of them cannot be stopped. */
async function stopAll(context: RpcContext, processes: readonly Process[]): Promise<boolean> {
  const results = await stopMany(context, processes, true);
  if (context.supervisor.mood !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
  if (results.some(({ status }) => status !== Fault.SUCCESS)) return false;
  // Others may have been on their way down already.
  await Promise.all(processes.map((process) => context.whenChanged(process, () => isStopped(process) || null)));
  if (context.supervisor.mood !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
  // Somebody may have started one of them again meanwhile.
  return processes.every(isStopped);
}

function isRunning({ status }: Process): boolean {
  return RUNNING_STATES.has(status.state);
}

function isStopped({ status }: Process): boolean {
  return STOPPED_STATES.has(status.state);
}

function step(group: string, process: string, action: string, failed = false): RpcStruct {
  return { group, process, action, failed };
}
