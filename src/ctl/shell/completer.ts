import { type CompletesNamed, candidates, type MoreCommands, type Processes } from './candidates.ts';

/** What the tab key offers for a line, and the word that it would replace. */
export async function completions(
  line: string,
  completes: CompletesNamed,
  processes: Processes,
  more?: MoreCommands,
): Promise<[string[], string]> {
  const word = /\S*$/.exec(line)?.[0] ?? '';
  const [action = ''] = line
    .slice(0, line.length - word.length)
    .trim()
    .split(/\s+/);
  const offered = await candidates(action === '' ? 'command' : await completes(action), word, processes, more);
  return [offered.filter((each) => each.startsWith(word)).map((each) => `${each} `), word];
}
