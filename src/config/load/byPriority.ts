import { compareText } from '../python/text.ts';

interface Ranked {
  readonly priority: number;
  readonly name: string;
}

/** The order of groups among each other, and of the processes of a section: priority, then name. */
export function byPriority(a: Ranked, b: Ranked): number {
  return a.priority - b.priority || compareText(a.name, b.name);
}
