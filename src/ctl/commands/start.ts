import { Fault } from '../../model/faults.ts';
import { ExitStatus } from '../exitStatus.ts';
import { startResult } from '../format/results.ts';
import { complain, type Session, upcheck } from '../session.ts';
import { eachName, namesOf } from './eachName.ts';
import { showHelp } from './help.ts';

export async function start(session: Session, arg: string): Promise<void> {
  if (!(await upcheck(session))) return;
  const names = namesOf(arg);
  if (names.length === 0) {
    complain(session, 'Error: start requires a process name', ExitStatus.INVALID_ARGS);
    return showHelp(session, 'start');
  }
  await eachName(session, names, {
    one: (name) => session.call('supervisor.startProcess', name),
    group: (group) => session.call('supervisor.startProcessGroup', group),
    all: () => session.call('supervisor.startAllProcesses'),
    line: startResult,
    ignored: Fault.ALREADY_STARTED,
    noGroup: ExitStatus.INVALID_ARGS,
  });
}
