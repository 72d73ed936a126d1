import { complain, type Session, upcheck } from '../session.ts';
import { namesOf } from './eachName.ts';
import { showHelp } from './help.ts';
import { restartWithOptions } from './restartOptions.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';

/** Everything is stopped before the first of it is started again. */
export async function restart(session: Session, arg: string): Promise<void> {
  const names = namesOf(arg);
  if (names.some((name) => name.startsWith('--'))) return restartWithOptions(session, names);
  if (!(await upcheck(session))) return;
  if (names.length === 0) {
    complain(session, 'Error: restart requires a process name');
    return showHelp(session, 'restart');
  }
  await stop(session, arg);
  await start(session, arg);
}
