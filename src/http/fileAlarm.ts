import { type FSWatcher, watch } from 'node:fs';
import type { ResponseStream } from './types.ts';

/** Wakes up who follows a file: for changes at once, and now and then in any case. Nothing runs after `close`. */
export interface FileAlarm {
  watch(path: string): void;
  /** What happens from now on ends the next wait. */
  reset(): void;
  /** Until the file changes, the client goes, or `ms` are over. */
  wait(ms: number): Promise<void>;
  close(): void;
}

/** Chatty programs: at most so often, so that one chunk carries many lines. */
const PAUSE_MS = 25;
const UNWATCHED_POLL_MS = 100;

export function createFileAlarm(out: ResponseStream): FileAlarm {
  let watcher: FSWatcher | null = null;
  let rung = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    rung = true;
    wake?.();
  };
  out.onGone(ring);
  return {
    watch(path) {
      watcher?.close();
      watcher = openWatcher(path, ring);
    },
    reset() {
      rung = false;
    },
    async wait(ms) {
      await new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS).unref());
      if (rung || out.gone) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, watcher === null ? UNWATCHED_POLL_MS : ms).unref();
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wake = undefined;
    },
    close: () => watcher?.close(),
  };
}

/** Null where the kernel gives no more watches; looking now and then has to do there. */
function openWatcher(path: string, ring: () => void): FSWatcher | null {
  try {
    const watcher = watch(path, { persistent: false }, ring);
    // The file is gone or the kernel gave up on it: the next look tells.
    watcher.on('error', ring);
    return watcher;
  } catch (error) {
    if (WATCHLESS.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

const WATCHLESS = new Set(['ENOSPC', 'EMFILE', 'ENFILE', 'ENOENT', 'EACCES']);
