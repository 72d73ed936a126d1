import { signalResult } from '../format/results.ts';
import { complain, type Session, upcheck } from '../session.ts';
import { eachName, namesOf } from './eachName.ts';
import { showHelp } from './help.ts';

export async function signal(session: Session, arg: string): Promise<void> {
  if (!(await upcheck(session))) return;
  const [name, ...names] = namesOf(arg);
  if (name === undefined || names.length === 0) {
    complain(session, 'Error: signal requires a signal name and a process name');
    return showHelp(session, 'signal');
  }
  await eachName(session, names, {
    one: (process) => session.call('supervisor.signalProcess', process, name),
    group: (group) => session.call('supervisor.signalProcessGroup', group, name),
    all: () => session.call('supervisor.signalAllProcesses', name),
    line: signalResult,
  });
}
