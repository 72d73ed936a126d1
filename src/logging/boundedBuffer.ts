/**
 * The reference's BoundIO (capture_maxbytes): when a piece does not fit, as many of the oldest bytes as the piece has
 * are dropped first. A piece longer than the limit is kept whole, so the limit can be exceeded, as there.
 */
export class BoundedBuffer {
  private pieces: Buffer[] = [];
  private size = 0;

  constructor(private readonly maxbytes: number) {}

  write(piece: Buffer): void {
    if (this.size + piece.length > this.maxbytes) this.dropOldest(piece.length);
    this.pieces.push(piece);
    this.size += piece.length;
  }

  /** Everything that is held; empty afterwards. */
  take(): Buffer {
    const all = Buffer.concat(this.pieces);
    this.clear();
    return all;
  }

  clear(): void {
    this.pieces = [];
    this.size = 0;
  }

  get length(): number {
    return this.size;
  }

  private dropOldest(count: number): void {
    let rest = Math.min(count, this.size);
    this.size -= rest;
    while (rest > 0) {
      const first = this.pieces.shift();
      if (first === undefined) return;
      if (first.length > rest) this.pieces.unshift(first.subarray(rest));
      rest -= Math.min(rest, first.length);
    }
  }
}
