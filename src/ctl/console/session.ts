import type { Socket } from 'node:net';
import { createFrameReader, Frame, frame, framesOf, type SessionEnd, WINDOW } from '../../util/frames.ts';
import { createDetachWatch } from './detachKeys.ts';
import { onSignals } from './signals.ts';
import { takeStdin } from './stdin.ts';
import { sitAt, type TerminalControl } from './terminal.ts';

/** How a session has ended. */
export type Ending =
  | ({ readonly kind: 'exit' } & SessionEnd)
  | { readonly kind: 'detached' }
  | ({ readonly kind: 'failed' } & SessionEnd)
  | { readonly kind: 'signal'; readonly name: NodeJS.Signals };

export interface SessionOptions {
  readonly socket: Socket;
  /** What came behind the server's answer. */
  readonly ahead: Buffer;
  /** Null: standard input is no terminal, or is not to be one. */
  readonly terminal: TerminalControl | null;
  /** Typed to leave; null: nothing is. */
  readonly detachKeys: Buffer | null;
  /** A line for the person, shown once what is typed goes to the other side. */
  readonly greeting?: string;
  readonly stdout: (bytes: Uint8Array) => void;
  readonly stderr: (bytes: Uint8Array) => void;
}

/** Carries bytes between our terminal, or pipes, and the daemon's until one of them ends; all is as before then. */
export async function runSession(options: SessionOptions): Promise<Ending> {
  const { terminal } = options;
  const seat = terminal === null ? null : sitAt(terminal);
  try {
    if (options.greeting !== undefined) options.stdout(Buffer.from(`${options.greeting}\r\n`));
    return await converse(options, seat?.onResize ?? null);
  } finally {
    options.socket.destroy();
    seat?.leave();
  }
}

type OnResize = ReturnType<typeof sitAt>['onResize'];

function converse({ socket, ahead, detachKeys, stdout, stderr }: SessionOptions, onResize: OnResize | null) {
  return new Promise<Ending>((resolve) => {
    const clean: (() => void)[] = [];
    let under = 0;

    function end(ending: Ending): void {
      for (const each of clean.splice(0)) each();
      resolve(ending);
    }

    const read = createFrameReader((type, payload) => {
      if (type === Frame.DATA) stdout(payload);
      else if (type === Frame.ERRORS) stderr(payload);
      else if (type === Frame.TAKEN) taken(Number(payload.toString()));
      else if (type === Frame.EXIT) end({ kind: 'exit', ...endOf(payload) });
      else if (type === Frame.FAILURE) end({ kind: 'failed', ...endOf(payload) });
    });
    const input = takeStdin({ bytes: type, end: () => void socket.write(frame(Frame.END, '')) });
    const detach = detachKeys === null ? null : createDetachWatch(detachKeys);

    function type(bytes: Buffer): void {
      const { typed, left } = detach?.(bytes) ?? { typed: bytes, left: false };
      under += typed.length;
      for (const each of framesOf(Frame.DATA, typed)) socket.write(each);
      if (under + LARGEST_READ > WINDOW) input.pause();
      if (left) end({ kind: 'detached' });
    }

    function taken(bytes: number): void {
      under -= bytes;
      if (under + LARGEST_READ <= WINDOW) input.resume();
    }

    function receive(bytes: Buffer): void {
      if (!read(bytes)) end({ kind: 'failed', status: 1, text: 'the server has sent what is no frame' });
    }

    clean.push(
      input.release,
      onResize?.((size) => void socket.write(frame(Frame.RESIZE, JSON.stringify(size)))) ?? NOTHING,
      onResize === null ? NOTHING : onSignals((name) => end({ kind: 'signal', name })),
    );
    socket.on('error', () => socket.destroy());
    socket.on('close', () => end({ kind: 'failed', status: 1, text: 'the connection to the daemon broke' }));
    socket.on('data', receive);
    if (ahead.length > 0) receive(ahead);
    socket.resume();
  });
}

/** The server's word is taken for the shape of what it says. */
function endOf(payload: Buffer): SessionEnd {
  return JSON.parse(payload.toString()) as SessionEnd;
}

const NOTHING = (): void => undefined;

/** Node's own, for a pipe or a terminal. */
const LARGEST_READ = 64 * 1024;
