import { type Command, commandNamed } from './commands/table.ts';
import { EndOfInput, errorLine, HttpError } from './errors.ts';
import { ExitStatus } from './exitStatus.ts';
import { parseLine } from './parseLine.ts';
import { pluginCommand } from './plugins/plugins.ts';
import { advise, complain, type Session, say } from './session.ts';

const UNAUTHORISED = 401;

/** Carries out one line; true if the shell is to end. Whatever goes wrong is reported and makes the exit status. */
export async function perform(session: Session, text: string): Promise<boolean> {
  const { line, command: name, arg } = parseLine(text);
  if (line === '') return false;
  const command = name === null ? null : (commandNamed(name) ?? (await pluginCommand(session, name)));
  if (command === null) {
    complain(session, `*** Unknown syntax: ${line}`);
    return false;
  }
  await guarded(session, command, arg);
  return command.leaves === true;
}

async function guarded(session: Session, command: Command, arg: string): Promise<void> {
  try {
    await command.run(session, arg);
  } catch (error) {
    await report(session, error, () => guarded(session, command, arg));
  } finally {
    // The server may close a connection that lies idle between two lines.
    session.disconnect();
  }
}

async function report(session: Session, error: unknown, again: () => Promise<void>): Promise<void> {
  if (!(error instanceof HttpError) || error.status !== UNAUTHORISED) {
    complain(session, errorLine(error));
    advise(session, error);
  } else if (!session.settings.interactive) {
    complain(session, 'Server requires authentication');
    advise(session, error);
  } else {
    session.exitStatus = ExitStatus.GENERIC;
    if (await logIn(session)) await again();
  }
}

async function logIn(session: Session): Promise<boolean> {
  say(session, 'Server requires authentication');
  try {
    const input = await session.input();
    const username = given(await input.read('Username:'));
    const password = given(await input.readHidden('Password:'));
    say(session, '');
    session.connect({ username, password });
    return true;
  } catch (error) {
    if (!(error instanceof EndOfInput)) throw error;
    complain(session, errorLine(error));
    return false;
  }
}

function given(answer: string | null): string {
  if (answer === null) throw new EndOfInput();
  return answer;
}
