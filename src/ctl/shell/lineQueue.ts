/** Lines that have come but were not asked for yet, and somebody who waits for the next one. */
export interface LineQueue {
  /** Null stands for one end of the input after which there may be more, like ^D at a terminal. */
  push(line: string | null): void;
  /** No more will come. */
  end(): void;
  /** True if `next` answers at once. */
  ready(): boolean;
  next(): Promise<string | null>;
}

export function createLineQueue(): LineQueue {
  const lines: (string | null)[] = [];
  let ended = false;
  let wake = (): void => undefined;
  const ready = (): boolean => ended || lines.length > 0;
  return {
    ready,
    push: (line) => {
      lines.push(line);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
    next: async () => {
      if (!ready()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return lines.shift() ?? null;
    },
  };
}
