import type { ProcessInfo } from '../api.ts';
import { COMMAND_NAMES } from '../commands/helpTexts.ts';
import { SHELLS } from '../completion/shells.ts';

/** What can follow an action. */
export type Completes = 'command' | 'group' | 'process' | 'shell' | null;
export type CompletesNamed = (action: string) => Completes;

export type Processes = () => Promise<readonly ProcessInfo[]>;

/** Every word that can stand in the place of `word`. */
export async function candidates(kind: Completes, word: string, processes: Processes): Promise<readonly string[]> {
  switch (kind) {
    case 'command':
      return COMMAND_NAMES;
    case 'group':
      return groupNames(await processes());
    case 'process':
      return processNames(await processes(), word.includes(':'));
    case 'shell':
      return SHELLS;
    case null:
      return [];
  }
}

function groupNames(infos: readonly ProcessInfo[]): string[] {
  return [...new Set(infos.map(({ group }) => group))];
}

/** Short names where there are some, unless a colon says that the long ones are wanted. */
function processNames(infos: readonly ProcessInfo[], long: boolean): string[] {
  const names = infos.flatMap(({ group, name }) =>
    long || group !== name ? [`${group}:${name}`, `${group}:*`] : [name],
  );
  return [...new Set(names)];
}
