import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { waitFor } from '../../helpers/waitFor.ts';

/** A client that sends bytes as they are and keeps what comes back. */
export interface RawClient {
  readonly socket: Socket;
  /** Latin-1, one character a byte. */
  received(): string;
  readonly closed: () => boolean;
  send(bytes: string | Uint8Array): void;
  /** Waits until what came back matches. */
  expect(pattern: RegExp, within?: number): Promise<string>;
  /** Waits until the server has closed its side, and returns everything. */
  end(within?: number): Promise<string>;
  destroy(): void;
}

export async function openRaw(address: NetConnectOpts): Promise<RawClient> {
  const socket = connect({ ...address, allowHalfOpen: true } as NetConnectOpts);
  let text = '';
  let closed = false;
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('end', () => {
    closed = true;
  });
  // A reset is an end, too; what was received before it is what tests look at.
  socket.on('error', () => {
    closed = true;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const state = (): string => JSON.stringify(text.slice(0, 2000));
  return {
    socket,
    received: () => text,
    closed: () => closed,
    send: (bytes) => void socket.write(bytes),
    expect: (pattern, within = 5000) =>
      waitFor(`an answer that matches ${pattern}`, () => pattern.test(text) && text, { within, every: 2, state }),
    async end(within = 5000) {
      await waitFor('end of the connection', () => closed, { within, every: 2, state });
      socket.destroy();
      return text;
    },
    destroy: () => void socket.destroy(),
  };
}

export interface ExchangeOptions {
  readonly halfClose?: boolean;
  /** Byte by byte. */
  readonly pieces?: boolean;
  /** How many answers to wait for, or the end of the connection. */
  readonly answers?: number;
  /** How long to wait then, for what should not come. */
  readonly quietMs?: number;
}

/** Sends, and returns what came. */
export async function exchange(
  address: NetConnectOpts,
  bytes: string | Uint8Array,
  { halfClose = false, pieces = false, answers = 1, quietMs = 200 }: ExchangeOptions = {},
): Promise<{ readonly text: string; readonly closed: boolean }> {
  const client = await openRaw(address);
  if (pieces) await trickle(client, Buffer.from(bytes));
  else client.send(bytes);
  if (halfClose) client.socket.end();
  const complete = (): boolean => client.closed() || parseAnswers(client.received()).length >= answers;
  await waitFor(`${answers} answers`, complete, { every: 2, within: 20_000, state: client.received });
  await waitForClose(client, quietMs);
  client.destroy();
  return { text: client.received(), closed: client.closed() };
}

/** Byte by byte, each in a packet of its own as far as that can be had. */
async function trickle(client: RawClient, bytes: Buffer): Promise<void> {
  client.socket.setNoDelay(true);
  for (const byte of bytes) {
    client.send(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function waitForClose(client: RawClient, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  await waitFor('the time to be over', () => client.closed() || performance.now() > deadline, { every: 2 });
}

export interface Answer {
  readonly status: number;
  readonly version: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The complete answers in what a server sent. Bodies have a length, or go on to the end. */
export function parseAnswers(text: string): Answer[] {
  const answers: Answer[] = [];
  let rest = text;
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) break;
    const head = rest.slice(0, end);
    const after = rest.slice(end + 4);
    const [, version = '', status = '0'] = /^HTTP\/(\S+) (\d+)/.exec(head) ?? [];
    const headers = Object.fromEntries(
      head
        .split('\r\n')
        .slice(1)
        .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const length = headers['content-length'] === undefined ? after.length : Number(headers['content-length']);
    answers.push({ status: Number(status), version, headers, body: after.slice(0, length) });
    rest = after.slice(length);
  }
  return answers;
}
