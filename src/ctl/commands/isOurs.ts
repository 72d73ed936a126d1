import { Fault } from '../../model/faults.ts';
import { RpcFault } from '../errors.ts';
import type { Session } from '../session.ts';

/** Supervisor's own server knows nothing of terminals. */
export async function isOurs(session: Session): Promise<boolean> {
  try {
    await session.call('tsupervisor.getVersion');
    return true;
  } catch (error) {
    if (error instanceof RpcFault && error.code === Fault.UNKNOWN_METHOD) return false;
    throw error;
  }
}
