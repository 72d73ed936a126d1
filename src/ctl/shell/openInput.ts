import { isatty } from 'node:tty';
import type { ProcessInfo } from '../api.ts';
import { completesIn } from '../commands/table.ts';
import { STDOUT } from '../output.ts';
import { pluginCommandNames } from '../plugins/plugins.ts';
import type { Session } from '../session.ts';
import { createTransport } from '../transport.ts';
import { completions } from './completer.ts';
import { readHistory, writeHistory } from './historyFile.ts';
import type { LineInput } from './lineInput.ts';
import { pipedInput } from './pipedInput.ts';

const STDIN = 0;

/** A person's terminal with all that helps typing, or just lines. */
export async function openInput(session: Session): Promise<LineInput> {
  if (!isatty(STDIN) || !isatty(STDOUT)) return pipedInput(session.write);
  const { historyFile } = session.settings;
  const { terminalInput } = await import('./terminalInput.ts');
  const input = terminalInput({
    history: readHistory(historyFile),
    interrupts: session.interrupts,
    complete: (line) =>
      completions(
        line,
        (action) => completesIn(session, action),
        () => processes(session),
        () => pluginCommandNames(session),
      ),
  });
  return {
    ...input,
    close: () => {
      if (historyFile !== null) save(session, historyFile, input.history());
      input.close();
    },
  };
}

/** Over a connection of its own: the tab key can be pressed at any time. */
async function processes({ settings }: Session): Promise<readonly ProcessInfo[]> {
  const transport = createTransport(settings);
  try {
    // The server's word is taken for the shape of its answer, as in createSession.
    return (await transport.call('supervisor.getAllProcessInfo', [])) as unknown as readonly ProcessInfo[];
  } finally {
    transport.close();
  }
}

function save(session: Session, file: string, history: readonly string[]): void {
  const problem = writeHistory(file, history);
  if (problem !== null) session.warn(`The history is lost: ${problem}`);
}
