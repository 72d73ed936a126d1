import { Fault } from '../../model/faults.ts';
import { stopResult } from '../format/results.ts';
import { complain, type Session, upcheck } from '../session.ts';
import { eachName, namesOf } from './eachName.ts';
import { showHelp } from './help.ts';

export async function stop(session: Session, arg: string): Promise<void> {
  if (!(await upcheck(session))) return;
  const names = namesOf(arg);
  if (names.length === 0) {
    complain(session, 'Error: stop requires a process name');
    return showHelp(session, 'stop');
  }
  await eachName(session, names, {
    one: (name) => session.call('supervisor.stopProcess', name),
    group: (group) => session.call('supervisor.stopProcessGroup', group),
    all: () => session.call('supervisor.stopAllProcesses'),
    line: stopResult,
    ignored: Fault.NOT_RUNNING,
  });
}
