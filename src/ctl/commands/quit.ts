import { type Session, say } from '../session.ts';

/** Leaving the shell ends the line with the prompt first. */
export async function quit(session: Session): Promise<void> {
  say(session, '');
}
