import { connect, type Socket } from 'node:net';
import { writeCall } from '../../src/xmlrpc/write.ts';
import { median } from './measure.ts';

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
  const socket = await open(path);
  return { time: (method) => timed(() => exchange(socket, method)), close: () => socket.destroy() };
}

/** A connection for each call. */
export function timeFresh(path: string, method: string): Promise<number> {
  return timed(async () => {
    const socket = await open(path);
    await exchange(socket, method);
    socket.destroy();
  });
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

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

function exchange(socket: Socket, method: string): Promise<void> {
  const body = writeCall(method, []);
  socket.write(`POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  return answered(socket);
}

function answered(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const isWhole = answerReader();
    const settle = (error?: Error): void => {
      socket.removeListener('data', take);
      socket.removeListener('close', broken);
      if (error === undefined) resolve();
      else reject(error);
    };
    const broken = (): void => settle(new Error('the daemon closed the connection'));
    const take = (chunk: Buffer): void => {
      try {
        if (isWhole(chunk)) settle();
      } catch (error) {
        settle(error as Error);
      }
    };
    socket.on('data', take);
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
    head += chunk.toString('latin1');
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return false;
    if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`the daemon answers ${head.slice(0, 200)}`);
    missing = Number(/^content-length: (\d+)/im.exec(head)?.[1]) - (head.length - end - 4);
    return missing <= 0;
  };
}
