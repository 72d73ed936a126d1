import { connect, type Socket } from 'node:net';
import { writeCall } from '../../src/xmlrpc/write.ts';
import { median } from './experiment.ts';

/**
 * A client that costs as little as possible, so that the figures are the daemon's: calls a method without parameters and
 * reads the answer to its end without looking into it.
 */
export interface RpcClient {
  /** Milliseconds that one call took. */
  time(method: string): Promise<number>;
  close(): void;
}

/** One connection for all calls, as supervisorctl has it. */
export async function openClient(path: string): Promise<RpcClient> {
  const connection = await open(path);
  return { time: (method) => timed(() => exchange(connection, method)), close: () => connection.socket.destroy() };
}

/** A connection for each call. */
export function timeFresh(path: string, method: string): Promise<number> {
  return timed(async () => {
    const connection = await open(path);
    await exchange(connection, method);
    connection.socket.destroy();
  });
}

/** So many connections, and on each of them one call after the other. */
export async function callsPerSecond(path: string, method: string, connections: number, each: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: connections }, () => openClient(path)));
  const took = await timed(async () => {
    await Promise.all(clients.map((client) => medianOf(each, 0, () => client.time(method))));
  });
  for (const client of clients) client.close();
  return (connections * each) / (took / 1000);
}

/** The median of `count` calls, one after the other, after some that do not count. */
export async function medianOf(count: number, warmUp: number, call: () => Promise<number>): Promise<number> {
  for (let done = 0; done < warmUp; done++) await call();
  const times: number[] = [];
  while (times.length < count) times.push(await call());
  return median(times);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

interface Connection {
  readonly socket: Socket;
  /** Takes what has come, until the next piece overwrites it. */
  take: (chunk: Buffer) => void;
}

/**
 * Everything is read into this, on all connections: memory for each piece would be a good part of what is measured, and
 * each is used up at once.
 */
const PIECE = Buffer.alloc(256 * 1024);

function open(path: string): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const callback = (length: number): boolean => {
      connection.take(PIECE.subarray(0, length));
      return true;
    };
    const socket = connect({ path, onread: { buffer: PIECE, callback } });
    const connection: Connection = { socket, take: () => undefined };
    socket.once('error', reject);
    socket.once('connect', () => resolve(connection));
  });
}

function exchange(connection: Connection, method: string): Promise<void> {
  const { socket } = connection;
  const body = writeCall(method, []);
  socket.write(`POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  return new Promise((resolve, reject) => {
    const isWhole = answerReader();
    const broken = (): void => reject(new Error('the daemon closed the connection'));
    connection.take = (chunk) => {
      try {
        if (!isWhole(chunk)) return;
        socket.removeListener('close', broken);
        resolve();
      } catch (error) {
        reject(error);
      }
    };
    socket.on('close', broken);
  });
}

/** Takes an answer piece by piece and tells whether that was the last one. */
function answerReader(): (chunk: Buffer) => boolean {
  let head = '';
  let missing: number | null = null;
  return (chunk) => {
    if (missing !== null) {
      missing -= chunk.length;
      return missing <= 0;
    }
    const before = head.length;
    head += chunk.toString('latin1', 0, HEAD_BYTES);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return false;
    if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`the daemon answers ${head.slice(0, 200)}`);
    missing = Number(/^content-length: (\d+)/im.exec(head)?.[1]) - (before + chunk.length - end - 4);
    return missing <= 0;
  };
}

/** The head of an answer is shorter. */
const HEAD_BYTES = 1024;
