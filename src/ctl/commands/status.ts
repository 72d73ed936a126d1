import { type ProcessStateName, STOPPED_STATES } from '../../model/states.ts';
import type { ProcessInfo } from '../api.ts';
import { StatusExitStatus } from '../exitStatus.ts';
import { statusTable } from '../format/statusTable.ts';
import { complain, type Session, say, upcheck } from '../session.ts';
import { namesOf } from './eachName.ts';
import { select } from './statusSelection.ts';

export async function status(session: Session, arg: string): Promise<void> {
  const names = namesOf(arg);
  if (names.some((name) => name.startsWith('--'))) return withOptions(session, names);
  if (!(await upcheck(session))) {
    session.exitStatus = StatusExitStatus.UNKNOWN;
    return;
  }
  const { infos, complaints } = select(await session.call('supervisor.getAllProcessInfo'), names);
  for (const complaint of complaints) complain(session, complaint, StatusExitStatus.UNKNOWN);
  for (const line of statusTable(infos, session.fancy)) say(session, line);
  noteStates(session, infos);
}

/** A stopped process counts for more than an unknown name. */
export function noteStates(session: Session, infos: readonly ProcessInfo[]): void {
  if (infos.some(({ statename }) => STOPPED_STATES.has(statename as ProcessStateName))) {
    session.exitStatus = StatusExitStatus.NOT_RUNNING;
  }
}

async function withOptions(session: Session, names: readonly string[]): Promise<void> {
  const { statusWithOptions } = await import('./statusOptions.ts');
  await statusWithOptions(session, names);
}
