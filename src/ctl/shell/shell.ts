import { perform } from '../perform.ts';
import { type Session, say } from '../session.ts';

const END_OF_INPUT = 'EOF';

/** Shows where things stand, then carries out line after line. */
export async function shell(session: Session): Promise<void> {
  let interrupt = (): void => undefined;
  const interrupted = new Promise<true>((resolve) => {
    interrupt = () => {
      say(session, '');
      resolve(true);
    };
  });
  const stopListening = session.interrupts.on(interrupt);
  await Promise.race([interrupted, lines(session)]);
  stopListening();
}

async function lines(session: Session): Promise<void> {
  await perform(session, 'status');
  const input = await session.input();
  for (;;) {
    const line = await input.readAction(`${session.settings.prompt}> `);
    if (await perform(session, line ?? END_OF_INPUT)) return;
  }
}
