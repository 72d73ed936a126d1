/** Some output, and when it came (wall milliseconds). */
export interface Piece {
  readonly time: number;
  /** A character a byte. */
  readonly text: string;
}

/** The last few KiB of what passes by on its way to a console or a socket, where nothing could be read back. */
export interface RecentOutput {
  add(chunk: Buffer): void;
  /** The oldest first. */
  pieces(): readonly Piece[];
}

const MAX_BYTES = 8 * 1024;
const MAX_PIECES = 200;

/** Strings of one byte a character are the smallest that V8 has, and hold on to no larger buffer. */
export function createRecentOutput(): RecentOutput {
  const kept: Piece[] = [];
  let size = 0;

  return {
    add(chunk) {
      const text = chunk.toString('latin1', Math.max(chunk.length - MAX_BYTES, 0));
      kept.push({ time: Date.now(), text });
      size += text.length;
      while (size > MAX_BYTES || kept.length > MAX_PIECES) size -= kept.shift()?.text.length ?? 0;
    },
    pieces: () => kept,
  };
}
