import { isatty } from 'node:tty';
import { HttpError } from '../errors.ts';
import { ExitStatus } from '../exitStatus.ts';
import { upgrade } from '../http/upgrade.ts';
import { STDERR, STDOUT, writeAll } from '../output.ts';
import { type Session, upcheck } from '../session.ts';
import { isOurs } from './isOurs.ts';
import { type ShellWish, shellWish, wordsAfterShell } from './shellWords.ts';

const STDIN = 0;

/** Opens a shell in the container, or runs a command there, in the place of a program or of the daemon. */
export async function shell(session: Session, arg: string): Promise<void> {
  const wish = read(session, arg);
  if (typeof wish === 'string') return fail(session, wish, ExitStatus.INVALID_ARGS);
  if (!(await upcheck(session))) return;
  const { serverurl } = session.settings;
  if (!(await isOurs(session)))
    return fail(session, `ERROR: the supervisord at ${serverurl} is no tsupervisord: it opens no shells`);
  // Output that goes into a file or a pipe is to be as the command wrote it.
  const terminal = isatty(STDIN) && isatty(STDOUT) ? session.terminal() : null;
  const { sizeOfTerminal } = await import('../console/terminal.ts');
  const size = terminal === null ? null : sizeOfTerminal(terminal);
  const answer = await upgrade(session.settings, '/console/shell', {
    ...wish,
    terminal: size,
    term: termOf(process.env),
  });
  if (answer.socket === undefined) return refused(session, answer.status, answer.text);
  const { runSession } = await import('../console/session.ts');
  const stderr = (bytes: Uint8Array): void => writeAll(STDERR, bytes);
  const ending = await runSession({ ...answer, terminal, detachKeys: null, stdout: session.write, stderr });
  if (ending.kind === 'failed') fail(session, `ERROR: ${ending.text}`, ending.status);
  else if (ending.kind === 'signal') process.kill(process.pid, ending.name);
  else if (ending.kind === 'exit') session.exitStatus = ending.status;
}

function read(session: Session, arg: string): ShellWish | string {
  try {
    return shellWish(wordsAfterShell(session.words, arg));
  } catch (error) {
    return `ERROR: ${(error as Error).message}`;
  }
}

/** Standard output is the command's. */
function fail(session: Session, line: string, status: number = ExitStatus.GENERIC): void {
  session.warn(line);
  session.exitStatus = status;
}

function refused(session: Session, status: number, text: string): void {
  if (status === 401) throw new HttpError(status, 'Unauthorized');
  fail(
    session,
    `ERROR: ${status === 404 && text.startsWith('<') ? 'this tsupervisord is too old to open shells' : text}`,
  );
}

function termOf({ TERM }: NodeJS.ProcessEnv): string | null {
  return TERM !== undefined && /^[\w.+-]{1,64}$/.test(TERM) ? TERM : null;
}
