import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResponseStream, Route } from '../../../src/http/types.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { exchange, openRaw } from './rawClient.ts';
import { startServer } from './testServer.ts';

function streaming(stream: (out: ResponseStream) => Promise<void>, cancel?: () => void): readonly Route[] {
  return [
    { path: '/s', methods: ['GET', 'HEAD'], handler: () => ({ status: 200, stream, ...(cancel ? { cancel } : {}) }) },
  ];
}

const hello = streaming(async (out) => {
  await out.write('hé');
  await out.write('');
  await out.write(Buffer.from('llo'));
});

const untilGone = (out: ResponseStream): Promise<void> => new Promise((resolve) => out.onGone(resolve));

describe('streamed responses', { concurrency: 8 }, () => {
  test('in HTTP/1.1 they are chunked, and the connection goes on', async (t) => {
    const { address } = await startServer(t, { routes: hello });
    const { text, closed } = await exchange(address, 'GET /s HTTP/1.1\r\n\r\n');
    assert.match(text, /Transfer-Encoding: chunked\r\n\r\n3\r\nhÃ©\r\n3\r\nllo\r\n0\r\n\r\n$/);
    assert.equal(closed, false);
  });

  test('in HTTP/1.0 they end with the connection, even if the client would keep it', async (t) => {
    const { address } = await startServer(t, { routes: hello });
    const { text, closed } = await exchange(address, 'GET /s HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    assert.match(text, /Connection: close\r\n\r\nhÃ©llo$/);
    assert.equal(closed, true);
  });

  test('HEAD gets the head, and what was opened is given back', async (t) => {
    let cancelled = 0;
    const routes = streaming(
      () => Promise.reject(new Error('not to be called')),
      () => cancelled++,
    );
    const { address } = await startServer(t, { routes });
    const { text } = await exchange(address, 'HEAD /s HTTP/1.1\r\n\r\n');
    assert.match(text, /chunked\r\n\r\n$/);
    assert.equal(cancelled, 1);
  });

  test('a slow reader slows the producer down and nobody else', async (t) => {
    let produced = 0;
    const routes = streaming(async (out) => {
      const chunk = Buffer.alloc(64 * 1024);
      while (await out.write(chunk)) produced += chunk.length;
    });
    const { address } = await startServer(t, { routes });
    const client = await openRaw(address);
    t.after(client.destroy);
    client.socket.pause();
    client.send('GET /s HTTP/1.1\r\n\r\n');
    await waitFor('something to be produced', () => produced > 0);
    let before = -1;
    await waitFor(
      'the producer to stand still',
      () => {
        const still = produced === before;
        before = produced;
        return still;
      },
      { every: 200 },
    );
    assert.ok(produced < 32 * 1024 * 1024, `${produced} bytes were produced`);
    const { text } = await exchange(address, 'GET /nope HTTP/1.1\r\n\r\n');
    assert.match(text, /404/);
    client.socket.resume();
    await waitFor('the producer to go on', () => produced > before);
  });

  for (const [how, leave] of [
    ['breaks off', (client) => client.socket.resetAndDestroy()],
    ['closes', (client) => client.destroy()],
    ['closes its side', (client) => client.socket.end()],
  ] as const satisfies readonly [string, (client: Awaited<ReturnType<typeof openRaw>>) => void][]) {
    test(`a client that ${how} is noticed although nothing is written`, async (t) => {
      let left = 0;
      const routes = streaming(async (out) => {
        await untilGone(out);
        left++;
        assert.equal(await out.write('x'), false);
      });
      const { server, address } = await startServer(t, { routes });
      const client = await openRaw(address);
      t.after(client.destroy);
      client.send('GET /s HTTP/1.1\r\n\r\n');
      await client.expect(/200 OK/);
      leave(client);
      await waitFor('the producer to be told', () => left === 1);
      await waitFor('the connection to be closed', () => server.connections() === 0);
    });
  }

  test('a producer that fails breaks the connection off, so that nobody takes half a body for a whole one', async (t) => {
    const routes = streaming(async (out) => {
      await out.write('half');
      throw new Error('disk on fire');
    });
    const { address, messages } = await startServer(t, { routes });
    const { text, closed } = await exchange(address, 'GET /s HTTP/1.1\r\n\r\n');
    assert.equal(closed, true);
    assert.doesNotMatch(text, /\r\n0\r\n/);
    assert.match(messages.join('\n'), /error: .*the response broke off.*disk on fire/);
  });

  test('closing the server ends streams properly and idle connections at once', async (t) => {
    const { server, address } = await startServer(t, { routes: streaming(untilGone) });
    const stream = await openRaw(address);
    const idle = await openRaw(address);
    stream.send('GET /s HTTP/1.1\r\n\r\n');
    await stream.expect(/200 OK/);
    const closed = server.close();
    assert.match(await stream.end(), /chunked\r\n\r\n0\r\n\r\n$/);
    assert.equal(await idle.end(), '');
    await closed;
    await assert.rejects(openRaw(address), { code: 'ECONNREFUSED' });
  });

  test('closing the server lets a response that is under way end, but not for longer than was said', async (t) => {
    let begun = 0;
    const later: Route = {
      path: '/later',
      methods: ['GET'],
      handler: async ({ query }) => {
        begun++;
        await new Promise((resolve) => setTimeout(resolve, Number(query)).unref());
        return { status: 200, body: 'done' };
      },
    };
    const { server, address } = await startServer(t, { routes: [later] });
    const [quick, slow] = [await openRaw(address), await openRaw(address)];
    quick.send('GET /later?100 HTTP/1.1\r\n\r\n');
    slow.send('GET /later?60000 HTTP/1.1\r\n\r\n');
    await waitFor('both requests', () => begun === 2);
    const closed = server.close({ graceMs: 2000 });
    assert.match(await quick.end(), /Connection: close\r\n\r\ndone$/);
    assert.equal(await slow.end(), '');
    await closed;
  });
});
