import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Limits } from '../../../src/http/limits.ts';
import type { Route } from '../../../src/http/types.ts';
import { pause, waitFor } from '../../helpers/waitFor.ts';
import { openRaw } from './rawClient.ts';
import { ECHO, post, startServer } from './testServer.ts';

const GET = 'GET /nope HTTP/1.1\r\n\r\n';

describe('limits', () => {
  test('a head that comes in drops is given up with 408', async (t) => {
    const { address } = await startServer(t, { limits: { headMs: 1000 } });
    const client = await openRaw(address);
    const drops = setInterval(() => client.send('x'), 10);
    t.after(() => clearInterval(drops));
    assert.match(await client.end(), /^HTTP\/1\.1 408 Request Time-out\r\n/);
  });

  test('a body that comes in drops is given up with 408', async (t) => {
    const { address } = await startServer(t, { limits: { bodyMs: 500 } });
    const client = await openRaw(address);
    client.send(post('x'.repeat(1000)).slice(0, -999));
    const drops = setInterval(() => client.send('x'), 10);
    t.after(() => clearInterval(drops));
    assert.match(await client.end(), /^HTTP\/1\.1 408 /);
  });

  test('a connection on which nothing comes ends without a word', async (t) => {
    const { address } = await startServer(t, { limits: { headMs: 50 } });
    assert.equal(await (await openRaw(address)).end(), '');
  });

  test('between two requests another limit counts', async (t) => {
    const { address } = await startServer(t, { limits: { headMs: 500 } });
    const client = await openRaw(address);
    t.after(client.destroy);
    client.send(`${GET}\r\n`);
    await client.expect(/404/);
    await pause(700);
    client.send(GET);
    await client.expect(/404.*404/s);
  });

  test('a connection that idles too long is closed', async (t) => {
    const { address } = await startServer(t, { limits: { idleMs: 50 } });
    const client = await openRaw(address);
    client.send(GET);
    assert.match(await client.end(), /404/);
  });

  test('a client that does not close is cut off', async (t) => {
    const { server, address } = await startServer(t, { limits: { lingerMs: 50 } });
    const client = await openRaw(address);
    t.after(client.destroy);
    client.send(GET.replace('1.1', '1.0'));
    await client.expect(/404/);
    await waitFor('the connection to be closed', () => server.connections() === 0);
  });

  test('a client that does not read its answer is cut off, and holds nobody up until then', async (t) => {
    const big: Route = {
      path: '/big',
      methods: ['GET'],
      handler: () => ({ status: 200, body: 'x'.repeat(30_000_000) }),
    };
    const { server, address } = await startServer(t, { routes: [big, ECHO], limits: { stallMs: 1000 } });
    const stuck = await openRaw(address);
    t.after(stuck.destroy);
    stuck.socket.pause();
    stuck.send('GET /big HTTP/1.1\r\n\r\n');
    await waitFor('the connection', () => server.connections() === 1);
    const other = await openRaw(address);
    other.send(post('hi', { headers: 'Connection: close\r\n' }));
    assert.match(await other.end(), /"body":"hi"/);
    assert.equal(server.connections() > 0, true, 'the stuck client should still be there');
    await waitFor('the stuck client to be cut off', () => server.connections() === 0);
  });

  test('requests of a client that reads nothing are not all handled', async (t) => {
    let handled = 0;
    const big: Route = {
      path: '/big',
      methods: ['GET'],
      handler: () => {
        handled++;
        return { status: 200, body: 'x'.repeat(1_000_000) };
      },
    };
    const { address } = await startServer(t, { routes: [big] });
    const stuck = await openRaw(address);
    t.after(stuck.destroy);
    stuck.socket.pause();
    stuck.send('GET /big HTTP/1.1\r\n\r\n'.repeat(1000));
    await waitFor('a request to be handled', () => handled > 0);
    await steady('the server to stop reading', () => handled);
    assert.ok(handled < 100, `${handled} requests were handled`);
  });

  test('what a client sends ahead is not collected without end', async (t) => {
    let release = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: Route = {
      path: '/slow',
      methods: ['GET'],
      handler: async () => {
        await waiting;
        return { status: 200, body: 'done' };
      },
    };
    const { address } = await startServer(t, { routes: [slow] });
    const client = await openRaw(address);
    t.after(client.destroy);
    client.send('GET /slow HTTP/1.1\r\n\r\n');
    const chunk = Buffer.from(GET.repeat(3000));
    for (let i = 0; i < 500; i++) client.send(chunk);
    await steady('the server to stop reading', () => client.socket.writableLength);
    assert.ok(client.socket.writableLength > 5_000_000, 'the server took everything');
    release();
    await client.expect(/done.*404.*404/s);
  });

  test('one connection too many takes the place of the one that idles longest', async (t) => {
    const { server, address } = await startServer(t, { limits: { connections: 2 } });
    const clients = [await openRaw(address), await openRaw(address)] as const;
    for (const { destroy } of clients) t.after(destroy);
    await waitFor('both connections', () => server.connections() === 2);
    clients[0].send(GET);
    await clients[0].expect(/404/);
    const third = await openRaw(address);
    t.after(third.destroy);
    third.send(GET);
    await third.expect(/404/);
    await waitFor('the idle one to be closed', () => clients[1].closed());
    assert.equal(clients[0].closed(), false);
  });

  test('if all are at work, the new one is turned away, and the log says so once', async (t) => {
    const stream: Route = {
      path: '/stream',
      methods: ['GET'],
      handler: () => ({ status: 200, stream: (out) => new Promise((resolve) => out.onGone(resolve)) }),
    };
    const limits: Partial<Limits> = { connections: 1 };
    const { address, messages } = await startServer(t, { routes: [stream], limits });
    const busy = await openRaw(address);
    t.after(busy.destroy);
    busy.send('GET /stream HTTP/1.1\r\n\r\n');
    await busy.expect(/200 OK/);
    for (let i = 0; i < 3; i++) assert.match(await (await openRaw(address)).end(), /^HTTP\/1\.1 503 .*Too many/s);
    assert.equal(messages.filter((message) => message.startsWith('warn')).length, 1);
  });
});

/** Waits until a figure has stayed the same for a while. */
async function steady(what: string, figure: () => number, ms = 200): Promise<void> {
  let [last, since] = [figure(), performance.now()];
  await waitFor(what, () => {
    const now = figure();
    if (now !== last) [last, since] = [now, performance.now()];
    return performance.now() - since > ms;
  });
}
