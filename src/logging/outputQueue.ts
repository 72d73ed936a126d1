/** Bytes that wait for a slow reader, in order; it never copies more than one batch. */
export class OutputQueue {
  bytes = 0;
  private chunks: Uint8Array[] = [];

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.bytes += chunk.length;
  }

  /** The next bytes to write (many short lines become one write), or null. They stay until `shift`. */
  head(): Uint8Array | null {
    const first = this.chunks[0];
    if (first === undefined) return null;
    if (first.length >= BATCH || this.chunks.length === 1) return first;
    const batch = Buffer.concat(this.chunks.splice(0, this.batchCount()));
    this.chunks.unshift(batch);
    return batch;
  }

  /** Takes `count` bytes off the head. */
  shift(count: number): void {
    const first = this.chunks[0];
    if (first === undefined) return;
    this.bytes -= count;
    if (count < first.length) this.chunks[0] = first.subarray(count);
    else this.chunks.shift();
  }

  clear(): void {
    this.chunks = [];
    this.bytes = 0;
  }

  private batchCount(): number {
    let count = 0;
    for (let size = 0; count < this.chunks.length && size < BATCH; count++) size += this.chunks[count]?.length ?? 0;
    return count;
  }
}

const BATCH = 64 * 1024;
