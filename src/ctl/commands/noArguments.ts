import { complain, type Session } from '../session.ts';
import { showHelp } from './help.ts';
import type { CommandName } from './helpTexts.ts';

/** True where there were arguments, and it has been said that none are taken. */
export function refuseArguments(session: Session, command: CommandName, arg: string): boolean {
  if (arg === '') return false;
  complain(session, `Error: ${command} accepts no arguments`);
  showHelp(session, command);
  return true;
}
