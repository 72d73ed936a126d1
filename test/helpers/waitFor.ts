/**
 * Waits for a condition by asking for it again and again, for at most `within` milliseconds. `what` is a sentence for the
 * person who reads the failure; `state` is asked once, at the end, for what was seen instead.
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | null | undefined | false,
  { within = 30_000, every = 20, state }: WaitOptions = {},
): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    const answer = ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(timedOut(what, within, state));
    await pause(every);
  }
}

export interface WaitOptions {
  readonly within?: number;
  readonly every?: number;
  readonly state?: () => string;
}

/** For measuring over a stretch of time, not for hoping that something has happened. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function timedOut(what: string, within: number, state: (() => string) | undefined): string {
  return `${what}: not within ${within / 1000} s${state ? `. Seen instead:\n${state()}` : ''}`;
}
