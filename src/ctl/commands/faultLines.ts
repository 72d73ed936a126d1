import { Fault } from '../../model/faults.ts';
import { RpcFault } from '../errors.ts';
import { ExitStatus } from '../exitStatus.ts';
import { complain, type Session } from '../session.ts';

/** What to say for each fault that an action expects. */
export type FaultLines = Readonly<Record<number, string | ((fault: RpcFault) => string)>>;

/** Does it; false after a fault that has been reported. Other failures go through. */
export async function reportingFaults(
  session: Session,
  lines: FaultLines,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const line = error instanceof RpcFault ? lines[error.code] : undefined;
    if (line === undefined || !(error instanceof RpcFault)) throw error;
    complain(session, typeof line === 'string' ? line : line(error));
    return false;
  }
}

/** For what a tsupervisord alone can do: says so to who speaks to another server, and what there is instead. */
export async function explainingOthers(session: Session, instead: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RpcFault) || error.code !== Fault.UNKNOWN_METHOD) throw error;
    const line = `ERROR: the server cannot do this: it is not tsupervisord, or an older one. ${instead}`;
    complain(session, line, ExitStatus.UNIMPLEMENTED_FEATURE);
  }
}
