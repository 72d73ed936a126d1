import { Fault } from '../../model/faults.ts';
import { type Session, say } from '../session.ts';
import { confirm } from './confirm.ts';
import { reportingFaults } from './faultLines.ts';
import { refuseArguments } from './noArguments.ts';

export async function reload(session: Session, arg: string): Promise<void> {
  if (refuseArguments(session, 'reload', arg)) return;
  if (!(await confirm(session, 'Really restart the remote supervisord process y/N? '))) return;
  await reportingFaults(session, { [Fault.SHUTDOWN_STATE]: 'ERROR: already shutting down' }, async () => {
    await session.call('supervisor.restart');
    say(session, 'Restarted supervisord');
  });
}
