import type { ProcessInfo } from '../api.ts';
import { COMMAND_NAMES } from '../commands/helpTexts.ts';
import { SHELLS } from '../completion/shells.ts';

/** What can follow an action. */
export type Completes = Kind | WithOptions | readonly string[] | null;
type Kind = 'command' | 'group' | 'process' | 'shell';

/** Options once a dash is there. */
interface WithOptions {
  readonly kind: Kind;
  readonly options: readonly string[];
}
export type CompletesNamed = (action: string) => Completes | Promise<Completes>;

export type Processes = () => Promise<readonly ProcessInfo[]>;

/** Commands that are not built in. */
export type MoreCommands = () => Promise<readonly string[]>;

/** Every word that can stand in the place of `word`. */
export async function candidates(
  kind: Completes,
  word: string,
  processes: Processes,
  more: MoreCommands = () => Promise.resolve([]),
): Promise<readonly string[]> {
  if (hasOptions(kind)) return word.startsWith('-') ? kind.options : candidates(kind.kind, word, processes, more);
  switch (kind) {
    case 'command':
      return [...COMMAND_NAMES, ...(await more())].sort();
    case 'group':
      return groupNames(await processes());
    case 'process':
      return processNames(await processes(), word.includes(':'));
    case 'shell':
      return SHELLS;
    default:
      return kind ?? [];
  }
}

function hasOptions(kind: Completes): kind is WithOptions {
  return typeof kind === 'object' && kind !== null && 'options' in kind;
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
