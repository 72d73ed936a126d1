import { Fault } from '../../model/faults.ts';
import { RpcFault } from '../errors.ts';
import { complain, type Session, say } from '../session.ts';
import { namesOf } from './eachName.ts';

export async function add(session: Session, arg: string): Promise<void> {
  for (const name of namesOf(arg)) await addGroup(session, name);
}

async function addGroup(session: Session, name: string): Promise<void> {
  try {
    await session.call('supervisor.addProcessGroup', name);
    say(session, `${name}: added process group`);
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    // What was asked for is the case already: no failure.
    if (error.code === Fault.ALREADY_ADDED) say(session, 'ERROR: process group already active');
    else if (error.code === Fault.SHUTDOWN_STATE) complain(session, 'ERROR: shutting down');
    else if (error.code === Fault.BAD_NAME) complain(session, `ERROR: no such process/group: ${name}`);
    else throw error;
  }
}
