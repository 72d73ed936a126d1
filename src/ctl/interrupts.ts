/** Who is told of ^C: the newest one that asked. */
export interface Interrupts {
  /** Returns how to stop listening. */
  on(handler: () => void): () => void;
  /** As if SIGINT had come: a terminal in raw mode delivers ^C as a key. */
  fire(): void;
}

export function createInterrupts(): Interrupts {
  const handlers: (() => void)[] = [];
  const fire = (): void => handlers.at(-1)?.();
  return {
    fire,
    on: (handler) => {
      if (handlers.length === 0) process.on('SIGINT', fire);
      handlers.push(handler);
      return () => {
        const at = handlers.lastIndexOf(handler);
        if (at !== -1) handlers.splice(at, 1);
        // Without a listener SIGINT ends the process, as it should again.
        if (handlers.length === 0) process.off('SIGINT', fire);
      };
    },
  };
}
