import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FcgiSocketConfig } from '../../../src/model/config.ts';
import { native } from '../../../src/native/index.ts';
import { createFcgiSocket } from '../../../src/process/fcgiSocket.ts';
import { findAddress, prepareAddresses } from '../../../src/process/hostAddress.ts';
import { backlogOf } from '../../helpers/listening.ts';

function setUp(t: TestContext, changes: Partial<FcgiSocketConfig> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fcgi-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'x.sock');
  const lines: string[] = [];
  const say = (message: string) => void lines.push(message.replaceAll(folder, 'DIR'));
  const log = { critical: say, error: say, warn: say, info: say, debug: say };
  const config = { url: `unix://${path}`, backlog: null, owner: null, mode: 0o700, ...changes };
  return { socket: createFcgiSocket({ native, log }, config), path, lines };
}

const CREATING = 'Creating socket unix://DIR/x.sock';
const CLOSING = 'Closing socket unix://DIR/x.sock';

test('The first process makes the socket, the last one closes it and removes its file', (t) => {
  const { socket, path, lines } = setUp(t, { backlog: 3 });
  const first = socket.acquire();
  assert.deepEqual(socket.acquire(), first);
  assert.deepEqual([lines, backlogOf(path)], [[CREATING], 3]);
  socket.release();
  assert.deepEqual([lines, backlogOf(path)], [[CREATING], 3]);
  socket.release();
  assert.deepEqual([lines, existsSync(path)], [[CREATING, CLOSING], false]);
  assert.ok('fd' in socket.acquire());
  socket.release();
  assert.deepEqual(lines, [CREATING, CLOSING, CREATING, CLOSING]);
});

test('It is tried out where nobody uses it, and left alone where somebody does', (t) => {
  const { socket, path, lines } = setUp(t);
  assert.equal(socket.check(), null);
  assert.deepEqual([lines, existsSync(path)], [[CREATING, CLOSING], false]);
  socket.acquire();
  assert.equal(socket.check(), null);
  assert.deepEqual([lines.length, existsSync(path)], [3, true]);
  socket.release();
});

test('A file that has taken its place is not removed', (t) => {
  const { socket, path } = setUp(t);
  socket.acquire();
  const another = setUp(t, { url: `unix://${path}` });
  another.socket.acquire();
  socket.release();
  assert.ok(lstatSync(path).isSocket());
  another.socket.release();
  assert.ok(!existsSync(path));
});

test('A file that is gone already is no trouble', (t) => {
  const { socket, path } = setUp(t);
  socket.acquire();
  rmSync(path);
  socket.release();
});

const STALE: readonly (readonly [title: string, make: (path: string) => void])[] = [
  ['an empty file', (path) => writeFileSync(path, '')],
  ['a symbolic link, whatever it points to', (path) => symlinkSync('/etc/hosts', path)],
  ['a dangling symbolic link', (path) => symlinkSync('/nowhere', path)],
];

for (const [title, make] of STALE) {
  test(`What stands there is replaced: ${title}`, (t) => {
    const { socket, path } = setUp(t);
    make(path);
    assert.ok('fd' in socket.acquire());
    assert.ok(lstatSync(path).isSocket());
    socket.release();
    assert.ok(readFileSync('/etc/hosts').length > 0);
  });
}

const FAILURES: readonly (readonly [title: string, make: (path: string) => void, error: string])[] = [
  [
    'a file with something in it',
    (path) => writeFileSync(path, 'text'),
    'there is a file of that name, and it is no socket',
  ],
  [
    'a directory',
    (path) => mkdirSync(path),
    'cannot remove what stands there: EISDIR (illegal operation on a directory)',
  ],
  [
    'no directory',
    (path) => rmSync(join(path, '..'), { recursive: true }),
    'ENOENT (no such file or directory): its directory does not exist',
  ],
];

for (const [title, make, error] of FAILURES) {
  test(`It tells why there can be no socket: ${title}`, (t) => {
    const { socket, path } = setUp(t);
    make(path);
    const expected = `Could not create FastCGI socket unix://${path}: ${error}`;
    assert.deepEqual(socket.acquire(), { error: expected });
    assert.equal(socket.check(), expected);
    if (title === 'no directory') mkdirSync(join(path, '..'));
  });
}

test('A port that another one has is told, and taken once it is free', (t) => {
  const { socket } = setUp(t, { url: 'tcp://127.0.0.1:19761', mode: null });
  const same = setUp(t, { url: 'tcp://localhost:19761', mode: null }).socket;
  assert.ok('fd' in socket.acquire());
  assert.deepEqual(same.acquire(), {
    error:
      'Could not create FastCGI socket tcp://localhost:19761: EADDRINUSE (address already in use): another program listens there',
  });
  socket.release();
  assert.ok('fd' in same.acquire());
  same.release();
});

test('Addresses and localhost need no lookup', () => {
  for (const address of ['0.0.0.0', '127.0.0.1', '255.249.199.9']) assert.deepEqual(findAddress(address), { address });
  assert.deepEqual(findAddress('localhost'), { address: '127.0.0.1' });
});

/** Longer than a label may be: no server has to be asked. */
const NO_NAME = 'x'.repeat(70);

test('A name is looked up beside the loop, and what came of it is known afterwards', async () => {
  assert.deepEqual(findAddress(NO_NAME), { error: `the host name ${NO_NAME} is still being looked up` });
  await prepareAddresses(['127.0.0.1', NO_NAME]);
  const found = findAddress(NO_NAME);
  assert.match('error' in found ? found.error : '', /^the host name x+ does not resolve to an IPv4 address \(E\w+\)$/);
});
