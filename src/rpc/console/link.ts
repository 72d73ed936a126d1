import type { Tunnel, TunnelOut } from '../../http/types.ts';
import type { Input } from '../../process/input.ts';
import { createFrameReader, Frame, frame, framesOf, type SessionEnd, WINDOW } from '../../util/frames.ts';

/** What a client is linked with. */
export interface LinkEnds {
  readonly input: Pick<Input, 'write' | 'whenRoom' | 'finish'>;
  /** Null where there is no terminal. */
  readonly resize: ((columns: number, rows: number) => void) | null;
  /** The end of the client's input is the end of `input`. */
  readonly endsInput: boolean;
  /** The client does not take what it is sent: nothing more should come. */
  onFull(): void;
  onDrained(): void;
  /** The server is to be closed. */
  onClose(): void;
  /** The client has gone. */
  onGone(): void;
}

/** One client, spoken with in frames. What it does not take is kept: `ends` has to hold back. */
export interface Link extends Tunnel {
  send(type: number, bytes: Uint8Array): void;
  /** The last that it hears. */
  exit(end: SessionEnd): void;
  fail(text: string, status?: number): void;
}

export function openLink(out: TunnelOut, ends: LinkEnds): Link {
  let full = false;
  let over = false;
  let untaken = 0;
  let waiting: Buffer[] = [];
  const read = createFrameReader(handle);

  out.onDrain(() => {
    if (!full) return;
    full = false;
    ends.onDrained();
  });

  function write(bytes: Buffer): void {
    if (over || out.write(bytes) || full) return;
    full = true;
    ends.onFull();
  }

  function handle(type: number, payload: Buffer): void {
    if (over) return;
    if (type === Frame.DATA) takeInput(payload);
    else if (type === Frame.RESIZE) resize(payload);
    else if (type === Frame.END && ends.endsInput) endInput();
  }

  function takeInput(payload: Buffer): void {
    untaken += payload.length;
    waiting.push(payload);
    if (untaken > WINDOW) fail('more input was sent than may be under way');
    else flush();
  }

  /** Others may write there too. */
  function flush(): void {
    for (let chunk = waiting[0]; chunk !== undefined; chunk = waiting[0]) {
      if (ends.input.write(chunk) === 'full') {
        ends.input.whenRoom(flush);
        return;
      }
      waiting.shift();
    }
    if (untaken >= ACKNOWLEDGED) ends.input.whenRoom(taken);
  }

  function taken(): void {
    if (waiting.length > 0 || untaken === 0) return;
    write(frame(Frame.TAKEN, String(untaken)));
    untaken = 0;
  }

  function endInput(): void {
    if (waiting.length === 0) ends.input.finish();
    else ends.input.whenRoom(endInput);
  }

  function resize(payload: Buffer): void {
    const size = sizeOf(payload);
    if (size === null) fail('a size was sent that is none');
    else ends.resize?.(size.columns, size.rows);
  }

  function finish(last: Buffer): void {
    if (over) return;
    write(last);
    over = true;
    out.end();
  }

  function fail(text: string, status = 1): void {
    finish(frame(Frame.FAILURE, JSON.stringify({ status, text } satisfies SessionEnd)));
  }

  return {
    send(type, bytes) {
      for (const each of framesOf(type, bytes)) write(each);
    },
    exit: (end) => finish(frame(Frame.EXIT, JSON.stringify(end))),
    fail,
    receive(bytes) {
      if (!read(bytes)) fail('a frame is too long');
    },
    close: () => ends.onClose(),
    gone() {
      over = true;
      waiting = [];
      ends.onGone();
    },
  };
}

/** For a client that gets no session after all. */
export function refusedLink(out: TunnelOut, text: string, status: number, onGone: () => void): Link {
  const nothing = (): void => undefined;
  const input = { write: () => 'closed' as const, whenRoom: nothing, finish: nothing };
  const ends = { input, resize: null, endsInput: false, onFull: nothing, onDrained: nothing, onClose: nothing, onGone };
  const link = openLink(out, ends);
  link.fail(text, status);
  return link;
}

/** Small input is not worth a word each time. */
const ACKNOWLEDGED = WINDOW / 4;

/** Null for what is no size. */
export function sizeOf(json: Uint8Array | string): { readonly columns: number; readonly rows: number } | null {
  try {
    const { columns, rows } = JSON.parse(json.toString()) as Record<string, unknown>;
    return isLength(columns) && isLength(rows) ? { columns, rows } : null;
  } catch {
    // No JSON, or null: no size either.
    return null;
  }
}

/** What the kernel can keep. */
function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 0xffff;
}
