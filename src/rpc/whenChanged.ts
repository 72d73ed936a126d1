import type { Supervisor } from '../daemon/supervisor.ts';
import type { Process } from '../process/process.ts';

/**
 * Asks now, and again at each change of the process's state, until there is an answer other than null. What the
 * question throws is thrown, or rejected with.
 */
export type WhenChanged = <T>(process: Process, ask: () => T | null) => T | Promise<T>;

/** One observer of the daemon for any number of waiting requests. */
export function createWhenChanged(supervisor: Supervisor): WhenChanged {
  const waiting = new Map<Process, Set<() => void>>();
  supervisor.observe((change) => {
    const process = supervisor.groups.get(change.group)?.processes.get(change.process);
    if (process === undefined) return;
    for (const again of [...(waiting.get(process) ?? [])]) again();
  });

  function later<T>(process: Process, ask: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      function again(): void {
        try {
          const answer = ask();
          if (answer === null) return;
          resolve(answer);
        } catch (error) {
          reject(error);
        }
        forget(process, again);
      }
      const asking = waiting.get(process) ?? new Set();
      waiting.set(process, asking.add(again));
    });
  }

  function forget(process: Process, again: () => void): void {
    const asking = waiting.get(process);
    asking?.delete(again);
    if (asking?.size === 0) waiting.delete(process);
  }

  return (process, ask) => ask() ?? later(process, ask);
}
