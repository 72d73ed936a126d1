import { columns } from '../format/columns.ts';
import { type Session, say } from '../session.ts';
import { type CommandName, HELP, isCommandName } from './helpTexts.ts';

const WIDTH = 79;

/** Commands of ours are listed apart, the way a plug-in's are. */
const OURS: readonly string[] = ['completion'];
/** Known to the shell itself, so that the list leaves them out. */
const UNLISTED: readonly string[] = ['help'];

export async function help(session: Session, arg: string): Promise<void> {
  if (arg === '') return overview(session);
  if (isCommandName(arg)) showHelp(session, arg);
  else say(session, `*** No help on ${arg}`);
}

/** The lines that also follow a complaint about arguments. */
export function showHelp(session: Session, command: CommandName): void {
  for (const line of HELP[command]) say(session, line);
}

function overview(session: Session): void {
  const listed = Object.keys(HELP).filter((name) => !UNLISTED.includes(name));
  topics(
    session,
    'default',
    listed.filter((name) => !OURS.includes(name)),
  );
  topics(session, 'tsupervisorctl', OURS);
}

function topics(session: Session, owner: string, names: readonly string[]): void {
  const header = `${owner} commands (type help <topic>):`;
  const lines = ['', header, '='.repeat(header.length), ...columns(names, WIDTH), ''];
  for (const line of lines) say(session, line);
}
