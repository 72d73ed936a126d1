import { type Session, say, upcheck } from '../session.ts';
import { refuseArguments } from './noArguments.ts';

export async function version(session: Session, arg: string): Promise<void> {
  if (refuseArguments(session, 'version', arg)) return;
  if (!(await upcheck(session))) return;
  say(session, await session.call('supervisor.getSupervisorVersion'));
}
