import { type ProcessStateName, STOPPED_STATES } from '../../model/states.ts';
import type { ProcessInfo } from '../api.ts';
import { StatusExitStatus } from '../exitStatus.ts';
import type { Session } from '../session.ts';

/** A stopped process counts for more than an unknown name. */
export function noteStates(session: Session, infos: readonly ProcessInfo[]): void {
  if (infos.some(({ statename }) => STOPPED_STATES.has(statename as ProcessStateName))) {
    session.exitStatus = StatusExitStatus.NOT_RUNNING;
  }
}
