/**
 * What `tsupervisorctl fg` and `shell` speak with the daemon once a `POST /console/…` was answered with 101: frames of a
 * type (1 byte), a length (4 bytes, the highest first) and so many bytes.
 */
export const Frame = {
  /** Input of the program, or its output. */
  DATA: 1,
  /** What it has written to its standard error, where that is not the terminal. */
  ERRORS: 2,
  /** JSON: TerminalSize. From the client. */
  RESIZE: 3,
  /** No further input comes. From the client. */
  END: 4,
  /** Decimal: so many more bytes of input have been taken. From the daemon; see WINDOW. */
  TAKEN: 5,
  /** JSON: SessionEnd. From the daemon, as its last one. */
  EXIT: 6,
  /** JSON: SessionEnd. Why there is no session any more. From the daemon, as its last one. */
  FAILURE: 7,
} as const;

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface SessionEnd {
  /** As a shell would tell it. */
  readonly status: number;
  readonly text: string;
}

/** Bytes of a frame, without its head. */
export const LONGEST = 64 * 1024;

/** So much input may be under way, TAKEN by nobody yet: who sends more is cut off. */
export const WINDOW = 256 * 1024;

/** Protocol name, for the header Upgrade. */
export const PROTOCOL = 'tsupervisor-console';

const HEAD = 5;

export function frame(type: number, payload: Uint8Array | string): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const head = Buffer.allocUnsafe(HEAD);
  head[0] = type;
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** Bytes of any length in frames. */
export function* framesOf(type: number, bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += LONGEST) yield frame(type, bytes.subarray(at, at + LONGEST));
}

/** Hands on each frame that is complete; false once the other side does not keep to the rules. */
export function createFrameReader(onFrame: (type: number, payload: Buffer) => void): (bytes: Buffer) => boolean {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length >= HEAD) {
      const length = rest.readUInt32BE(1);
      if (length > LONGEST) return false;
      if (rest.length < HEAD + length) break;
      const [type = 0] = rest;
      const payload = rest.subarray(HEAD, HEAD + length);
      rest = rest.subarray(HEAD + length);
      onFrame(type, payload);
    }
    return true;
  };
}
