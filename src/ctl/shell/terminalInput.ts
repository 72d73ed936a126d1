import { createInterface, type Interface } from 'node:readline';
import type { Interrupts } from '../interrupts.ts';
import type { LineInput } from './lineInput.ts';
import { createLineQueue } from './lineQueue.ts';

export interface TerminalOptions {
  /** Newest line first. */
  readonly history: readonly string[];
  readonly complete: (line: string) => Promise<[string[], string]>;
  readonly interrupts: Interrupts;
}

export interface TerminalInput extends LineInput {
  /** Actions, newest first. */
  history(): readonly string[];
}

const HISTORY_SIZE = 1000;

type Purpose = 'action' | 'answer' | 'secret';

/** A terminal with line editing. Between two lines it is as it was before, so that ^C reaches whatever runs. */
export function terminalInput(options: TerminalOptions): TerminalInput {
  const queue = createLineQueue();
  let purpose: Purpose = 'answer';
  let history = options.history;
  let editor: Interface | null = null;

  /** ^D ends an editor, but not the shell in which it was the answer to something. */
  const open = (): Interface => {
    const opened = createEditor(history, (line) => (purpose === 'action' ? options.complete(line) : nothingFor(line)));
    opened.on('line', queue.push);
    opened.on('SIGINT', options.interrupts.fire);
    opened.on('close', () => {
      editor = null;
      queue.push(null);
    });
    opened.on('history', (lines: string[]) => {
      // Answers and passwords are not for the history; the editor keeps what is left in this list.
      if (purpose !== 'action') lines.shift();
      history = [...lines];
    });
    return opened;
  };
  const ask = async (prompt: string, why: Purpose): Promise<string | null> => {
    purpose = why;
    editor ??= open();
    if (!queue.ready()) wake(editor, prompt);
    const line = await queue.next();
    if (editor !== null) rest(editor);
    return line;
  };
  return {
    history: () => history,
    read: (prompt) => ask(prompt, 'answer'),
    readAction: (prompt) => ask(prompt, 'action'),
    readHidden: (prompt) => withoutEcho(() => ask(prompt, 'secret')),
    close: () => editor?.close(),
  };
}

function createEditor(history: readonly string[], complete: (line: string) => Promise<[string[], string]>): Interface {
  return createInterface({
    input: process.stdin,
    output: process.stdout,
    history: [...history],
    historySize: HISTORY_SIZE,
    completer: (line: string, callback: (error: null, result: [string[], string]) => void) => {
      complete(line).then(
        (result) => callback(null, result),
        // The tab key offers nothing while the server does not answer.
        () => callback(null, [[], line]),
      );
    },
  });
}

function nothingFor(line: string): Promise<[string[], string]> {
  return Promise.resolve([[], line]);
}

function wake(editor: Interface, prompt: string): void {
  process.stdin.setRawMode(true);
  editor.setPrompt(prompt);
  editor.prompt();
}

function rest(editor: Interface): void {
  editor.pause();
  process.stdin.setRawMode(false);
}

/** The prompt is shown, and then nothing of what is typed. */
async function withoutEcho<T>(work: () => Promise<T>): Promise<T> {
  const { stdout } = process;
  const write = stdout.write;
  const done = work();
  stdout.write = () => true;
  try {
    return await done;
  } finally {
    stdout.write = write;
    stdout.write('\n');
  }
}
