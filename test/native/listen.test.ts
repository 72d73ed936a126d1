import assert from 'node:assert/strict';
import { closeSync, constants as fsConstants, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ListenResult } from '../../src/native/index.ts';
import { notRoot } from '../helpers/flavour.ts';
import { backlogOf } from '../helpers/listening.ts';
import { ended, folder, native, output, shell } from './harness.ts';

let count = 0;
const newPath = (): string => join(folder, `listen-${count++}`);

function opened(t: TestContext, result: ListenResult): number {
  assert.ok(result.fd !== undefined, JSON.stringify(result));
  const { fd } = result;
  t.after(() => closeSync(fd));
  return fd;
}

function connects(address: { path: string } | { host: string; port: number }): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.on('connect', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

for (const mode of [0o700, 0o600, 0o666, 0o777, 0o640, 0o000, 0o1777]) {
  test(`A socket file has mode 0${mode.toString(8)}, whatever the umask`, (t) => {
    for (const umask of [0o022, 0o077, 0]) {
      const path = newPath();
      const before = process.umask(umask);
      const result = native.listenUnix(path, mode, -1, -1, 5);
      process.umask(before);
      opened(t, result);
      assert.equal((lstatSync(path).mode & 0o7777).toString(8), mode.toString(8));
    }
  });
}

test('It listens, with the backlog that was asked for, and tells which file it has made', async (t) => {
  const path = newPath();
  const result = native.listenUnix(path, 0o700, -1, -1, 7);
  const fd = opened(t, result);
  const { dev, ino } = lstatSync(path);
  assert.deepEqual(result, { fd, dev, ino });
  assert.equal(backlogOf(path), 7);
  assert.equal(await connects({ path }), 'connected');
});

test('Half of an owner may be left as it is', { skip: notRoot }, (t) => {
  for (const [owner, expected] of [
    [
      [12_345, 23_456],
      [12_345, 23_456],
    ],
    [
      [12_345, -1],
      [12_345, 0],
    ],
    [
      [-1, 23_456],
      [0, 23_456],
    ],
  ] as const) {
    const path = newPath();
    opened(t, native.listenUnix(path, 0o770, owner[0], owner[1], 1));
    const { uid, gid, mode } = lstatSync(path);
    assert.deepEqual([uid, gid, mode & 0o7777], [...expected, 0o770]);
  }
});

test('A child gets it, no other does', async (t) => {
  const fd = opened(t, native.listenUnix(newPath(), 0o700, -1, -1, 1));
  const flags = /flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
  assert.equal(Number.parseInt(flags ?? '', 8) & 0o2000000, 0o2000000, 'not close-on-exec');
  assert.equal(Number.parseInt(flags ?? '', 8) & fsConstants.O_NONBLOCK, 0, 'children do not expect O_NONBLOCK');
  const [read, write] = native.pipe();
  const child = native.spawn(shell('test -S /proc/self/fd/0', { fds: [fd, write, write] }));
  assert.equal(await ended(child.pid), 0);
  closeSync(read);
  closeSync(write);
  const { text } = await output(shell('ls -l /proc/self/fd | grep -c socket:'));
  assert.equal(text, '0\n');
});

const LONG = `/${'x'.repeat(200)}`;

const REFUSED: readonly (readonly [
  title: string,
  path: () => string,
  step: string,
  code: keyof typeof constants.errno,
])[] = [
  ['a directory that is not there', () => join(folder, 'none', 'x'), 'bind', 'ENOENT'],
  ['a path that is too long', () => LONG, 'bind', 'ENAMETOOLONG'],
  ['a name that is taken', () => taken(), 'bind', 'EADDRINUSE'],
];

function taken(): string {
  const path = newPath();
  writeFileSync(path, 'kept');
  return path;
}

for (const [title, path, step, code] of REFUSED) {
  test(`It says what failed: ${title}`, () => {
    const where = path();
    const before = lstatSync(where, { throwIfNoEntry: false });
    assert.deepEqual(native.listenUnix(where, 0o700, -1, -1, 1), { step, errno: constants.errno[code] });
    assert.deepEqual(lstatSync(where, { throwIfNoEntry: false })?.ino, before?.ino);
  });
}

test('On TCP it can be made again at once, but not while another one listens', async (t) => {
  const port = await freePort();
  const fd = opened(t, native.listenInet('127.0.0.1', port, 9));
  assert.equal(backlogOf(port), 9);
  assert.equal(await connects({ host: '127.0.0.1', port }), 'connected');
  assert.deepEqual(native.listenInet('127.0.0.1', port, 9), { step: 'bind', errno: constants.errno.EADDRINUSE });
  assert.deepEqual(native.listenInet('192.0.2.1', port, 9), { step: 'bind', errno: constants.errno.EADDRNOTAVAIL });
  assert.deepEqual(native.listenInet('a name', port, 9), { step: 'bind', errno: constants.errno.EINVAL });
  assert.ok(fd > 2);
});

test('The syslog connection tells the kind of the socket, or why there is none', async (t) => {
  const path = newPath();
  assert.deepEqual(native.connectSyslog(path), { kind: 'datagram', errno: constants.errno.ENOENT });
  opened(t, native.listenUnix(path, 0o700, -1, -1, 3));
  const link = native.connectSyslog(path);
  assert.ok(link.fd !== undefined);
  t.after(() => closeSync(link.fd));
  assert.equal(link.kind, 'stream');
});
