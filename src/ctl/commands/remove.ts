import { Fault } from '../../model/faults.ts';
import { type Session, say } from '../session.ts';
import { namesOf } from './eachName.ts';
import { reportingFaults } from './faultLines.ts';

export async function remove(session: Session, arg: string): Promise<void> {
  for (const name of namesOf(arg)) {
    await reportingFaults(session, faultLines(name), async () => {
      await session.call('supervisor.removeProcessGroup', name);
      say(session, `${name}: removed process group`);
    });
  }
}

function faultLines(name: string): Readonly<Record<number, string>> {
  return {
    [Fault.STILL_RUNNING]: `ERROR: process/group still running: ${name}`,
    [Fault.BAD_NAME]: `ERROR: no such process/group: ${name}`,
  };
}
