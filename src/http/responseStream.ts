import type { Socket } from 'node:net';
import type { ResponseStream } from './types.ts';

export interface OpenStream extends ResponseStream {
  /** The client has gone, or is to be taken for gone. */
  abandon(): void;
  /** Writes what ends the body. */
  finish(): void;
  readonly bytes: number;
}

/**
 * The body of a response that is produced bit by bit, at the pace at which the client takes it; one that takes nothing
 * for `stallMs` is cut off.
 */
export function openResponseStream(socket: Socket, chunked: boolean, stallMs: number): OpenStream {
  const gone = new Set<() => void>();
  let ended = false;
  let bytes = 0;

  const stream: OpenStream = {
    get gone() {
      return ended;
    },
    get bytes() {
      return bytes;
    },
    onGone(run) {
      if (ended) run();
      else gone.add(run);
    },
    async write(chunk) {
      if (ended || chunk.length === 0) return !ended;
      bytes += Buffer.byteLength(chunk);
      if (!writeFramed(socket, chunk, chunked)) await drained(socket, stream, stallMs);
      return !ended;
    },
    abandon() {
      if (ended) return;
      ended = true;
      for (const run of gone) run();
    },
    finish() {
      if (chunked && !socket.destroyed) socket.write('0\r\n\r\n');
    },
  };
  return stream;
}

function writeFramed(socket: Socket, chunk: Uint8Array | string, chunked: boolean): boolean {
  if (!chunked) return socket.write(chunk);
  socket.cork();
  socket.write(`${Buffer.byteLength(chunk).toString(16)}\r\n`, 'latin1');
  socket.write(chunk);
  const flows = socket.write('\r\n', 'latin1');
  socket.uncork();
  return flows;
}

function drained(socket: Socket, stream: ResponseStream, stallMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), stallMs).unref();
    const done = (): void => {
      clearTimeout(timer);
      socket.removeListener('drain', done);
      resolve();
    };
    socket.on('drain', done);
    stream.onGone(done);
  });
}
