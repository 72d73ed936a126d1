import { isatty } from 'node:tty';
import { HttpError } from '../errors.ts';
import { upgrade } from '../http/upgrade.ts';
import { complain, type Session, say } from '../session.ts';
import { isOurs } from './isOurs.ts';

const STDIN = 0;

/**
 * Sits down at the terminal of a program that has one. False: it has none, or we have none, or the server knows nothing
 * of that.
 */
export async function fgTerminal(session: Session, name: string, detachKeys: Buffer): Promise<boolean> {
  if (!isatty(STDIN) || !(await isOurs(session))) return false;
  const { settings } = session;
  const terminal = session.terminal();
  const { sizeOfTerminal } = await import('../console/terminal.ts');
  const answer = await upgrade(settings, '/console/attach', { name, terminal: sizeOfTerminal(terminal) });
  if (answer.socket === undefined) return refused(session, answer.status, answer.text);
  const { runSession } = await import('../console/session.ts');
  const stdout = session.write;
  const greeting = `==> Press ${keysInWords(detachKeys)} to leave, and ${name} goes on <==`;
  const ending = await runSession({ ...answer, terminal, detachKeys, greeting, stdout, stderr: stdout });
  if (ending.kind === 'detached') say(session, '\nExiting foreground');
  else if (ending.kind === 'failed') complain(session, `\nERROR: ${ending.text}`);
  else if (ending.kind === 'signal') process.kill(process.pid, ending.name);
  else complain(session, `\nProcess got killed: ${name} has ended (${ending.text})`, ending.status);
  return true;
}

/** An older one of ours has nothing there; or the program has no terminal. */
const ABSENT: ReadonlySet<number> = new Set([400, 404, 409]);

function refused(session: Session, status: number, text: string): boolean {
  if (ABSENT.has(status)) return false;
  if (status === 401) throw new HttpError(status, 'Unauthorized');
  complain(session, `ERROR: ${text}`);
  return true;
}

function keysInWords(keys: Buffer): string {
  return [...keys]
    .map((key) => (key < 0x20 ? `Ctrl-${String.fromCharCode(key + 0x40)}` : String.fromCharCode(key)))
    .join(' ');
}
