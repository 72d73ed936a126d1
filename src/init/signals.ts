import type { Native } from '../native/index.ts';

/** Signals are caught from the first moment on; those that come before the command runs are kept for it. */
export interface SignalQueue {
  /** Hands every signal to `react` from now on, those that came before first. */
  deliver(react: (signal: number) => void): void;
}

export function signalQueue({ catchSignals }: Pick<Native, 'catchSignals'>): SignalQueue {
  const pending: number[] = [];
  let react = (signal: number): void => void pending.push(signal);
  catchSignals((signals) => {
    for (const signal of signals) react(signal);
  });
  return {
    deliver(to) {
      react = to;
      for (const signal of pending.splice(0)) to(signal);
    },
  };
}
