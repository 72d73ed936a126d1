import { EndOfInput } from '../errors.ts';
import type { Session } from '../session.ts';

/** Asks, but only somebody who is there to answer. */
export async function confirm(session: Session, question: string): Promise<boolean> {
  if (!session.settings.interactive) return true;
  const input = await session.input();
  const answer = await input.read(question);
  if (answer === null) throw new EndOfInput();
  return answer.toLowerCase().startsWith('y');
}
