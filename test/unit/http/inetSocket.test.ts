import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ListenError } from '../../../src/http/listenError.ts';
import { closeSocket, openSockets } from '../../../src/http/openSocket.ts';
import { native } from '../../../src/native/index.ts';
import { exchange } from './rawClient.ts';
import { ECHO, inetConfig, listen, post, recordingLog, startServer } from './testServer.ts';

describe('TCP servers', () => {
  for (const [host, shown, connectTo, exposed] of [
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', false],
    ['localhost', 'localhost', '127.0.0.1', false],
    ['', '*', '127.0.0.2', true],
    ['0.0.0.0', '0.0.0.0', '127.0.0.2', true],
    ['127.1', '127.1', '127.0.0.1', false],
    ['[::1]', '[::1]', '::1', false],
    ['::1', '::1', '::1', false],
    ['[0:0:0:0:0:0:0:1]', '[0:0:0:0:0:0:0:1]', '::1', false],
    ['[::]', '[::]', '127.0.0.2', true],
    ['[::ffff:127.0.0.1]', '[::ffff:127.0.0.1]', '127.0.0.1', false],
  ] as const) {
    test(`host ${JSON.stringify(host)} listens on ${shown}`, async (t) => {
      const { server, messages } = await startServer(t, { config: { host } });
      assert.match(server.address, new RegExp(`^${shown.replace(/[[\]*.]/g, '\\$&')}:\\d+$`));
      const port = Number(server.address.split(':').at(-1));
      assert.match((await exchange({ host: connectTo, port }, post('hi'))).text, /200 OK/);
      const critical = messages.filter((message) => message.startsWith('critical'));
      assert.equal(critical[0], "critical: Server 'inet_http_server' running without any HTTP authentication checking");
      assert.equal(critical.length, exposed ? 2 : 1, messages.join('\n'));
    });
  }

  test('with a password there is nothing to warn of', async (t) => {
    const { messages } = await startServer(t, { config: { host: '', username: 'u', password: 'p' } });
    assert.deepEqual(messages, []);
  });

  for (const [title, host, message, detail] of [
    ['an unknown name', 'nohost.invalid', /^Cannot open an HTTP server: socket\.error reported -[23]$/, /resolve/],
    ['an address of another machine', '192.0.2.1', /reported errno\.EADDRNOTAVAIL \(99\)$/, /no interface/],
  ] as const) {
    test(`${title} is an error in the reference’s words`, async (t) => {
      await assert.rejects(startServer(t, { config: { host } }), (error: ListenError) => {
        assert.match(error.message, message);
        assert.match(error.detail, detail);
        return true;
      });
    });
  }

  test('a port that is taken is an error, and the sockets opened before it are closed again', async (t) => {
    const { address } = await startServer(t);
    const { log } = recordingLog();
    const free = await listen(inetConfig(), { routes: [ECHO], log });
    const freePort = Number(free.address.split(':').at(-1));
    await free.close();
    const configs = [
      inetConfig({ port: freePort }),
      inetConfig({ port: address.port, section: 'inet_http_server:two' }),
    ];
    await assert.rejects(openSockets(configs, { native, log }), {
      message: /^Another program is already listening/,
      detail: `[inet_http_server:two] 127.0.0.1:${address.port} is in use`,
    });
    const again = await openSockets(configs.slice(0, 1), { native, log });
    assert.equal(again[0]?.address, `127.0.0.1:${freePort}`);
    again.forEach(closeSocket);
  });

  test('the port can be taken again at once after a connection was open on it', async (t) => {
    const { server, address } = await startServer(t);
    await exchange(address, post('hi', { headers: 'Connection: close\r\n' }));
    await server.close();
    await startServer(t, { config: { port: address.port } });
  });
});
