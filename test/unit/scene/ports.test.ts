import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { inWords } from '../../../src/scene/listeners.ts';
import { portHolder, takenPort } from '../../../src/scene/portHolder.ts';

const LINES = [
  ['Error: listen EADDRINUSE: address already in use :::8080', 8080],
  ['nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 80],
  ['Web server failed to start. Port 8081 was already in use.', 8081],
  ['OSError: [Errno 98] Address already in use', null],
  ['[::]:9000: bind: address already in use', 9000],
  ['java.net.BindException: Address already in use', null],
  ['error: port 5432 is fine', null],
] as const;

for (const [line, port] of LINES) {
  test(`"${line}" is about port ${port}`, () => assert.equal(takenPort(['first', line, 'last']), port));
}

test('the addresses of /proc/net/tcp are understood', () => {
  assert.equal(inWords('0100007F:1F90'), '127.0.0.1:8080');
  assert.equal(inWords('00000000:0050'), '0.0.0.0:80');
  assert.equal(inWords('00000000000000000000000000000000:0050'), '[::]:80');
  assert.equal(inWords('00000000000000000000000001000000:0016'), '[::1]:22');
  assert.equal(inWords('B80D0120000000000000000001000000:0016'), '[2001:db8:0:0:0:0:0:1]:22');
});

test('who has a port is found', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const { port } = address;
  const line = `bind 127.0.0.1:${port}: address already in use`;
  const held = portHolder([line], (pid) => (pid === process.pid ? 'web' : null));
  assert.equal(held?.pid, process.pid);
  assert.deepEqual([held?.program, held?.address], ['web', `127.0.0.1:${port}`]);
  server.close();
  await once(server, 'close');
  assert.deepEqual(
    portHolder([line], () => null),
    { port },
  );
  assert.equal(
    portHolder(['all is well'], () => null),
    null,
  );
});
