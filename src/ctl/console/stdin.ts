export interface Stdin {
  pause(): void;
  resume(): void;
  /** Gives it back to who had it before. */
  release(): void;
}

interface Handlers {
  bytes(bytes: Buffer): void;
  end(): void;
}

type Listener = (...values: unknown[]) => void;

/** Takes standard input away from a line editor, which would take what is typed for its own. */
export function takeStdin({ bytes, end }: Handlers): Stdin {
  const { stdin } = process;
  const others = stdin.listeners('data') as Listener[];
  for (const each of others) stdin.off('data', each);
  stdin.on('data', bytes);
  stdin.on('end', end);
  // A terminal that is gone is the end as well.
  stdin.on('error', end);
  stdin.resume();
  return {
    pause: () => void stdin.pause(),
    resume: () => void stdin.resume(),
    release() {
      stdin.pause();
      stdin.off('data', bytes);
      stdin.off('end', end);
      stdin.off('error', end);
      for (const each of others) stdin.on('data', each);
    },
  };
}
