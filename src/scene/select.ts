import type { Book, Selection } from './book.ts';

/**
 * What a name (`process`, `group:process`, `group:*`) stands for among records, which may be of programs that are not
 * there any more. `isKnown`: what is there now. Null: nobody has ever heard of it.
 */
export function select(book: Book, name: string, isKnown: (selection: Selection) => boolean): Selection | null {
  const asProcess = parts(name);
  const { group, process } = asProcess;
  const whole = { group, process: null };
  // The name of a program with several processes is that of their group.
  const meanings = process === null ? [whole] : process === group ? [asProcess, whole] : [asProcess];
  return meanings.find((each) => isKnown(each) || book.list([each], 1).length > 0) ?? null;
}

function parts(name: string): Selection {
  const colon = name.indexOf(':');
  if (colon === -1) return { group: name, process: name };
  const process = name.slice(colon + 1);
  return { group: name.slice(0, colon), process: process === '' || process === '*' ? null : process };
}
