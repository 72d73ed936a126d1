import { Fault } from '../../model/faults.ts';
import { ConnectionError, RpcFault } from '../errors.ts';
import { complain, type Session, say } from '../session.ts';
import { confirm } from './confirm.ts';
import { refuseArguments } from './noArguments.ts';

export async function shutdown(session: Session, arg: string): Promise<void> {
  if (refuseArguments(session, 'shutdown', arg)) return;
  if (!(await confirm(session, 'Really shut the remote supervisord process down y/N? '))) return;
  try {
    await session.call('supervisor.shutdown');
    say(session, 'Shut down');
  } catch (error) {
    if (!explain(session, error)) throw error;
  }
}

function explain(session: Session, error: unknown): boolean {
  const { serverurl } = session.settings;
  const code = error instanceof ConnectionError || error instanceof RpcFault ? error.code : null;
  // What was asked for is under way: no failure.
  if (code === Fault.SHUTDOWN_STATE) say(session, 'ERROR: already shutting down');
  else if (code === 'ECONNREFUSED') complain(session, `ERROR: ${serverurl} refused connection (already shut down?)`);
  else if (code === 'ENOENT') complain(session, `ERROR: ${serverurl} no such file (already shut down?)`);
  else return false;
  return true;
}
