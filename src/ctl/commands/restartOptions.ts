import { Fault } from '../../model/faults.ts';
import { type ProcessStateName, RUNNING_STATES } from '../../model/states.ts';
import type { ProcessInfo } from '../api.ts';
import { RpcFault } from '../errors.ts';
import { ExitStatus } from '../exitStatus.ts';
import { startResult, stopResult } from '../format/results.ts';
import { makeNamespec } from '../namespec.ts';
import { complain, noteResult, type Session, say, upcheck } from '../session.ts';
import { explainingOthers } from './faultLines.ts';
import { showHelp } from './help.ts';
import { restartFlags } from './restartFlags.ts';
import { select } from './statusSelection.ts';

/** `restart --rolling` and `restart --parallel`: both need a tsupervisord at the other end. */
export async function restartWithOptions(session: Session, words: readonly string[]): Promise<void> {
  const flags = restartFlags(words);
  if (typeof flags === 'string') {
    complain(session, flags, ExitStatus.INVALID_ARGS);
    return showHelp(session, 'restart');
  }
  if (!(await upcheck(session))) return;
  const chosen = await choose(session, flags.names);
  if (chosen === null) return;
  await explainingOthers(session, INSTEAD, () =>
    flags.way === 'rolling' ? rolling(session, chosen, flags.timeout) : parallel(session, chosen),
  );
}

const INSTEAD = '`restart` without options stops everything that is named before it starts any of it.';

/** In the order in which everything is started; null where a name fits nothing, so that nothing is touched. */
async function choose(session: Session, names: readonly string[]): Promise<readonly ProcessInfo[] | null> {
  const { infos, complaints } = select(await session.call('supervisor.getAllProcessInfo'), names);
  for (const complaint of complaints) complain(session, complaint);
  if (complaints.length > 0) return null;
  const configs = await session.call('supervisor.getAllConfigInfo');
  const ranks = new Map(
    configs.map(({ group, name, group_prio, process_prio }) => [
      `${group}:${name}`,
      [group_prio, process_prio] as const,
    ]),
  );
  const rank = ({ group, name }: ProcessInfo) => ranks.get(`${group}:${name}`) ?? LAST;
  return [...new Set(infos)].sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
}

/** Of a process that no configuration has any more. */
const LAST = [Number.MAX_SAFE_INTEGER, 0] as const;

async function rolling(session: Session, infos: readonly ProcessInfo[], timeout: number): Promise<void> {
  // Before anything is stopped that could not be started.
  const methods = await session.call('system.listMethods');
  if (!methods.includes('tsupervisor.startReady')) throw new RpcFault(Fault.UNKNOWN_METHOD, 'UNKNOWN_METHOD');
  for (const [index, info] of infos.entries()) {
    if (await restartOne(session, info, timeout)) continue;
    const left = infos.slice(index + 1).map(specOf);
    const rest = left.length === 0 ? '' : `; left as ${left.length === 1 ? 'it is' : 'they are'}: ${left.join(', ')}`;
    say(session, `ERROR: the rolling restart ends with ${specOf(info)}${rest}`);
    return;
  }
}

/** False after a failure that has been told. */
async function restartOne(session: Session, info: ProcessInfo, timeout: number): Promise<boolean> {
  const name = specOf(info);
  const ran = RUNNING_STATES.has(info.statename as ProcessStateName);
  const stopped = ran ? await outcome(() => session.call('supervisor.stopProcess', name)) : NOT_RUNNING;
  // One that has ended by itself since is as good as stopped.
  if (stopped.status !== Fault.NOT_RUNNING) tell(session, stopResult({ ...info, ...stopped }), stopped.status);
  if (stopped.status !== Fault.NOT_RUNNING && stopped.status !== Fault.SUCCESS) return false;
  const started = await outcome(() => session.call('tsupervisor.startReady', name, timeout));
  tell(session, startLine(info, started), started.status);
  return started.status === Fault.SUCCESS;
}

async function parallel(session: Session, infos: readonly ProcessInfo[]): Promise<void> {
  const results = await session.call('tsupervisor.restartParallel', infos.map(specOf));
  for (const result of results) {
    if (result.stop === Fault.NOT_RUNNING) continue;
    const stopped = { ...result, status: result.stop, description: result.stop_description };
    tell(session, stopResult(stopped), stopped.status);
  }
  for (const result of results)
    if (result.status !== NOT_TRIED) tell(session, startLine(result, result), result.status);
}

const NOT_TRIED = 0;

interface Outcome {
  readonly status: number;
  readonly description: string;
}

const NOT_RUNNING: Outcome = { status: Fault.NOT_RUNNING, description: '' };

async function outcome(act: () => Promise<unknown>): Promise<Outcome> {
  try {
    await act();
    return { status: Fault.SUCCESS, description: 'OK' };
  } catch (error) {
    if (!(error instanceof RpcFault) || error.code === Fault.UNKNOWN_METHOD) throw error;
    return { status: error.code, description: error.text };
  }
}

function startLine({ group, name }: Pick<ProcessInfo, 'group' | 'name'>, { status, description }: Outcome): string {
  if (status !== Fault.FAILED) return startResult({ group, name, status, description });
  return `${makeNamespec(group, name)}: ERROR (${description.replace(/^FAILED: \S+ (is )?/, '')})`;
}

function tell(session: Session, line: string, status: number): void {
  say(session, line);
  noteResult(session, status, Fault.NOT_RUNNING);
}

function specOf({ group, name }: Pick<ProcessInfo, 'group' | 'name'>): string {
  return makeNamespec(group, name);
}
