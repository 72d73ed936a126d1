/**
 * First in, first out, with a way back to the front. An array's own `shift` and `unshift` move all that is in it, and
 * thousands may wait.
 */
export interface Queue<T> {
  readonly size: () => number;
  readonly first: () => T | undefined;
  readonly shift: () => T | undefined;
  readonly push: (item: T) => void;
  /** To the front. */
  readonly unshift: (item: T) => void;
  readonly clear: () => void;
}

export function createQueue<T>(): Queue<T> {
  let items: (T | undefined)[] = [];
  /** Index of the first; before it there are holes. */
  let head = 0;

  function shift(): T | undefined {
    if (head === items.length) return undefined;
    const item = items[head];
    items[head++] = undefined;
    if (head > FEW && head * 2 > items.length) tidy();
    return item;
  }

  function unshift(item: T): void {
    if (head === 0) items.unshift(item);
    else items[--head] = item;
  }

  function tidy(): void {
    items = items.slice(head);
    head = 0;
  }

  return {
    size: () => items.length - head,
    first: () => items[head],
    shift,
    push: (item) => void items.push(item),
    unshift,
    clear() {
      items = [];
      head = 0;
    },
  };
}

/** Holes that do not matter. */
const FEW = 64;
