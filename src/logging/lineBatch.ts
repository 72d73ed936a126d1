/** Lines that are written together: a burst (a thousand orphans reaped at once) costs a few system calls. */
export interface LineBatch {
  add(line: string): void;
  /** Writes what waits, now instead of at the end of the current turn of the event loop. */
  flush(): void;
  /** Flushes; what comes later is written at once. */
  close(): void;
}

/** At most `size` characters wait (0: none), and never beyond the current turn of the event loop. */
export function createLineBatch(size: number, write: (bytes: Buffer, lines: number) => void): LineBatch {
  let limit = size;
  let waiting = '';
  let lines = 0;

  function add(line: string): void {
    if (waiting === '') process.nextTick(flush);
    waiting += `${line}\n`;
    lines++;
    if (waiting.length >= limit) flush();
  }

  function flush(): void {
    if (waiting === '') return;
    const bytes = Buffer.from(waiting);
    const count = lines;
    waiting = '';
    lines = 0;
    write(bytes, count);
  }

  function close(): void {
    process.off('exit', flush);
    limit = 0;
    flush();
  }

  process.on('exit', flush);
  return { add, flush, close };
}
