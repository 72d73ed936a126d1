import { columns } from '../format/columns.ts';
import { pluginCommand } from '../plugins/plugins.ts';
import { type Session, say, sayAll } from '../session.ts';
import { type CommandName, HELP, isCommandName } from './helpTexts.ts';

const WIDTH = 79;

/** Commands of ours are listed apart, the way a plug-in's are. */
const OURS: readonly string[] = ['completion', 'graph', 'health', 'scale', 'shell', 'why'];
/** Known to the shell itself, so that the list leaves them out. */
const UNLISTED: readonly string[] = ['help'];

export async function help(session: Session, arg: string): Promise<void> {
  if (arg === '') return overview(session);
  if (isCommandName(arg)) return showHelp(session, arg);
  const lines = (await pluginCommand(session, arg))?.help ?? [];
  sayAll(session, lines.length > 0 ? lines : [`*** No help on ${arg}`]);
}

/** The lines that also follow a complaint about arguments. */
export function showHelp(session: Session, command: CommandName): void {
  for (const line of HELP[command]) say(session, line);
}

async function overview(session: Session): Promise<void> {
  const listed = Object.keys(HELP).filter((name) => !UNLISTED.includes(name));
  topics(
    session,
    'default',
    listed.filter((name) => !OURS.includes(name)),
  );
  topics(session, 'tsupervisorctl', OURS);
  for (const [owner, commands] of await session.plugins()) topics(session, owner, [...commands.keys()].sort());
}

function topics(session: Session, owner: string, names: readonly string[]): void {
  const header = `${owner} commands (type help <topic>):`;
  const lines = ['', header, '='.repeat(header.length), ...columns(names, WIDTH), ''];
  for (const line of lines) say(session, line);
}
