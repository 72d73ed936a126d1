import { StatusExitStatus } from '../exitStatus.ts';
import { statusTable } from '../format/statusTable.ts';
import { complain, type Session, sayAll, upcheck } from '../session.ts';
import { namesOf } from './eachName.ts';
import { noteStates } from './noteStates.ts';
import { statusWithOptions } from './statusOptions.ts';
import { select } from './statusSelection.ts';

export async function status(session: Session, arg: string): Promise<void> {
  const names = namesOf(arg);
  if (names.some((name) => name.startsWith('--'))) return statusWithOptions(session, names);
  if (!(await upcheck(session))) {
    session.exitStatus = StatusExitStatus.UNKNOWN;
    return;
  }
  const { infos, complaints } = select(await session.call('supervisor.getAllProcessInfo'), names);
  for (const complaint of complaints) complain(session, complaint, StatusExitStatus.UNKNOWN);
  sayAll(session, statusTable(infos, session.fancy));
  noteStates(session, infos);
}
