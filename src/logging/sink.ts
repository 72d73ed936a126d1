/** A place where the bytes of a log end up. None of these throws or blocks. */
export interface LogSink {
  write(bytes: Uint8Array): void;
  /** Opens the path anew, for whoever has renamed the file (SIGUSR2). */
  reopen(): void;
  /** Clears the log: the file is removed and begun anew. 0, or the errno for which it could not be removed. */
  remove(): number;
  close(): void;
}
