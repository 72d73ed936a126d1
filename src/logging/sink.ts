import type { PumpSink } from '../native/index.ts';
import type { Flow } from './console.ts';
import type { Outage } from './outage.ts';

/** A place where the bytes of a log end up. None of these throws or blocks. */
export interface LogSink {
  write(bytes: Uint8Array): void;
  /** Opens the path anew, for whoever has renamed the file (SIGUSR2). */
  reopen(): void;
  /** Clears the log: the file is removed and begun anew. 0, or the errno for which it could not be removed. */
  remove(): number;
  close(): void;
}

/** A log's path, opened as what it is. */
export interface OutputTarget extends LogSink {
  /** For a writer that cannot be held back: lines that a slow reader has no room for are dropped and counted. */
  writeOrDrop(lines: Uint8Array, count?: number): void;
  /** How a pump gets the bytes there without us; null: only through `write`. */
  pumpSink(): PumpSink | null;
  rotate(): void;
  /** Holds the writer back while a reader is slow. */
  join(flow: Flow): () => void;
  /** False after a failed write to a file. */
  readonly healthy: boolean;
  /** Of a file: what a pump says about its own writes. */
  readonly outage: Outage | null;
}
