import { RpcFault } from '../errors.ts';
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
