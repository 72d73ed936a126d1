/** What a capture does with its input: text outside or inside the tokens, and each finished communication. */
export interface CaptureHandlers {
  /** `captured`: it stands between the tokens and is part of the communication, not of the log. */
  onText(text: Buffer, captured: boolean): void;
  onBegin(): void;
  onEnd(): void;
}

export interface Capture {
  push(chunk: Buffer): void;
  /** The output has ended: hands on what was held back. True if a communication was left open. */
  end(): boolean;
}

/**
 * Looks for PROCESS_COMMUNICATION tokens in output that comes in pieces. Only what may be the start of a token is held
 * back (the reference holds back any 24 bytes, and loses them when the program ends).
 */
export function createCapture(handlers: CaptureHandlers): Capture {
  let held: Buffer = NOTHING;
  let inside = false;

  function push(chunk: Buffer): void {
    let data = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    held = NOTHING;
    for (let at = data.indexOf(token()); at !== -1; at = data.indexOf(token())) {
      text(data.subarray(0, at));
      data = data.subarray(at + token().length);
      inside = !inside;
      if (inside) handlers.onBegin();
      else handlers.onEnd();
    }
    const kept = prefixAtEnd(data, token());
    held = data.subarray(data.length - kept);
    text(data.subarray(0, data.length - kept));
  }

  function token(): Buffer {
    return inside ? END : BEGIN;
  }

  function text(data: Buffer): void {
    if (data.length > 0) handlers.onText(data, inside);
  }

  function end(): boolean {
    text(held);
    held = NOTHING;
    const open = inside;
    inside = false;
    return open;
  }

  return { push, end };
}

const NOTHING = Buffer.alloc(0);
const BEGIN = Buffer.from('<!--XSUPERVISOR:BEGIN-->');
const END = Buffer.from('<!--XSUPERVISOR:END-->');

/** Length of the longest true prefix of `token` with which `data` ends. */
function prefixAtEnd(data: Buffer, token: Buffer): number {
  for (let length = Math.min(token.length - 1, data.length); length > 0; length--) {
    if (token.compare(data, data.length - length, data.length, 0, length) === 0) return length;
  }
  return 0;
}
