import { Fault } from '../../model/faults.ts';
import type { ProcessInfo, ProcessResult } from '../api.ts';
import { RpcFault } from '../errors.ts';
import { clearResult } from '../format/results.ts';
import { makeNamespec } from '../namespec.ts';
import { complain, type Session, upcheck } from '../session.ts';
import { eachName, namesOf } from './eachName.ts';
import { showHelp } from './help.ts';

export async function clear(session: Session, arg: string): Promise<void> {
  if (!(await upcheck(session))) return;
  const names = namesOf(arg);
  if (names.length === 0) {
    complain(session, 'Error: clear requires a process name');
    return showHelp(session, 'clear');
  }
  await eachName(session, names, {
    one: (name) => session.call('supervisor.clearProcessLogs', name),
    group: (group) => clearGroup(session, group),
    all: () => session.call('supervisor.clearAllProcessLogs'),
    line: clearResult,
  });
}

/** There is no method for it, and supervisorctl takes `group:*` for the name of a process. */
async function clearGroup(session: Session, group: string): Promise<ProcessResult[]> {
  const infos = await session.call('supervisor.getAllProcessInfo');
  const members = infos.filter((info) => info.group === group);
  if (members.length === 0) throw new RpcFault(Fault.BAD_NAME, `BAD_NAME: ${group}`);
  const results: ProcessResult[] = [];
  for (const member of members) results.push(await clearOne(session, member));
  return results;
}

async function clearOne(session: Session, { group, name }: ProcessInfo): Promise<ProcessResult> {
  try {
    await session.call('supervisor.clearProcessLogs', makeNamespec(group, name));
    return { group, name, status: Fault.SUCCESS, description: 'OK' };
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    return { group, name, status: error.code, description: error.text };
  }
}
