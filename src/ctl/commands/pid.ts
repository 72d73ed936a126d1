import { Fault } from '../../model/faults.ts';
import { RpcFault } from '../errors.ts';
import { ExitStatus } from '../exitStatus.ts';
import { complain, type Session, say, upcheck } from '../session.ts';
import { namesOf } from './eachName.ts';

export async function pid(session: Session, arg: string): Promise<void> {
  if (!(await upcheck(session))) return;
  const names = namesOf(arg);
  if (names.length === 0) return say(session, String(await session.call('supervisor.getPID')));
  if (names.includes('all')) {
    for (const info of await session.call('supervisor.getAllProcessInfo')) say(session, String(info.pid));
    return;
  }
  for (const name of names) await pidOf(session, name);
}

async function pidOf(session: Session, name: string): Promise<void> {
  try {
    const info = await session.call('supervisor.getProcessInfo', name);
    say(session, String(info.pid));
    if (info.pid === 0) session.exitStatus = ExitStatus.NOT_RUNNING;
  } catch (error) {
    if (!(error instanceof RpcFault) || error.code !== Fault.BAD_NAME) throw error;
    complain(session, `No such process ${name}`);
  }
}
