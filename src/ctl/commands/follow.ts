import { prefixed } from '../format/prefixed.ts';
import { openLogStream } from '../http/logStream.ts';
import { type Session, say } from '../session.ts';

/** A log that the server streams: its path there, and how to call it. */
export interface Source {
  readonly path: string;
  readonly label: string;
}

/** Passes on what is added to the logs, until ^C or until the server has ended them all. */
export async function follow(session: Session, sources: readonly Source[]): Promise<void> {
  say(session, '==> Press Ctrl-C to exit <==');
  const labels = sources.map(({ label }) => label);
  const streams = sources.map(({ path, label }) => {
    const writer = sources.length === 1 ? plain(session) : prefixed(session, label, labels);
    return openLogStream({ server: session.settings, path, warn: session.warn, data: writer.write, end: writer.end });
  });
  let interrupted = (): void => undefined;
  const interrupt = new Promise<void>((resolve) => {
    interrupted = resolve;
  });
  const stopListening = session.interrupts.on(() => {
    for (const { close } of streams) close();
    say(session, '');
    interrupted();
  });
  await Promise.race([interrupt, Promise.all(streams.map(({ ended }) => ended))]);
  stopListening();
}

/** The bytes as the program wrote them. */
function plain({ write }: Session): { write: (bytes: Buffer) => void; end: () => void } {
  return { write, end: () => undefined };
}
