import { STDERR, writeAll } from '../output.ts';
import type { LineInput } from './lineInput.ts';
import { createLineQueue } from './lineQueue.ts';

/** Lines from something that is no terminal. The prompts are shown all the same, as supervisorctl does. */
export function pipedInput(write: (text: string) => void): LineInput {
  const queue = createLineQueue();
  readLines(process.stdin, queue.push, queue.end);
  const read = (prompt: string): Promise<string | null> => {
    if (prompt !== '') write(prompt);
    return queue.next();
  };
  const readHidden = (prompt: string): Promise<string | null> => {
    writeAll(STDERR, prompt);
    return queue.next();
  };
  return { read, readHidden, readAction: read, close: () => process.stdin.destroy() };
}

function readLines(stream: NodeJS.ReadStream, push: (line: string) => void, end: () => void): void {
  let partial = '';
  const finish = (): void => {
    if (partial !== '') push(partial);
    partial = '';
    end();
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (partial + text).split('\n');
    partial = lines.pop() ?? '';
    lines.forEach(push);
  });
  stream.on('end', finish);
  // Not readable any more: as good as its end.
  stream.on('error', finish);
}
