import { Fault } from '../../model/faults.ts';
import { complain, type Session, say, upcheck } from '../session.ts';
import { namesOf } from './eachName.ts';
import { reportingFaults } from './faultLines.ts';
import { follow } from './follow.ts';
import { showHelp } from './help.ts';
import { byteCount, DEFAULT_BYTES } from './tailBytes.ts';

export async function maintail(session: Session, arg: string): Promise<void> {
  if (!(await upcheck(session))) return;
  const [modifier, ...more] = namesOf(arg);
  if (more.length > 0) {
    complain(session, 'Error: too many arguments');
    return showHelp(session, 'maintail');
  }
  if (modifier === '-f') return follow(session, [{ path: '/mainlogtail', label: 'supervisord' }]);
  const bytes = modifier === undefined ? DEFAULT_BYTES : byteCount(modifier);
  if (bytes === null) return complain(session, `Error: bad argument ${modifier}`);
  await reportingFaults(session, FAULTS, async () => say(session, await session.call('supervisor.readLog', -bytes, 0)));
}

const FAULTS = {
  [Fault.NO_FILE]: 'supervisord: ERROR (no log file)',
  [Fault.FAILED]: 'supervisord: ERROR (unknown error reading log)',
};
