import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { constants as os } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { folder, native, until } from './harness.ts';

const block = Buffer.alloc(1_000_000, 'x');
const flags = (fd: number) =>
  Number.parseInt(/flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '', 8);
const nonBlocking = (fd: number) => (flags(fd) & constants.O_NONBLOCK) !== 0;

test('a blocking pipe takes what fits, then nothing, and never blocks or changes mode', () => {
  const [read, write] = native.pipe();
  assert.equal(native.tryWrite(write, block), 65536);
  assert.equal(native.tryWrite(write, block), 0);
  assert.equal(native.tryWrite(write, Buffer.from('x')), 0);
  readSync(read, Buffer.alloc(4096));
  assert.equal(native.tryWrite(write, block), 4096);
  assert.equal(native.tryWrite(write, new Uint8Array(0)), 0);
  assert.equal(nonBlocking(write), false);
  closeSync(read);
  assert.equal(native.tryWrite(write, block), -os.errno.EPIPE);
  closeSync(write);
  assert.equal(native.tryWrite(write, block), -os.errno.EBADF);
});

test('a FIFO opened by its path takes what fits', () => {
  const path = join(folder, 'fifo');
  spawnSync('mkfifo', [path]);
  const both = openSync(path, 'r+');
  assert.equal(native.tryWrite(both, block), 65536);
  assert.equal(native.tryWrite(both, block), 0);
  closeSync(both);
});

test('a part of a larger buffer is written as that part', () => {
  const [read, write] = native.pipe();
  assert.equal(native.tryWrite(write, Buffer.from('abcdef').subarray(2, 4)), 2);
  const got = Buffer.alloc(10);
  assert.equal(got.toString('utf8', 0, readSync(read, got)), 'cd');
  for (const fd of [read, write]) closeSync(fd);
});

test('a regular file takes everything, /dev/full nothing, /dev/null everything', () => {
  const file = openSync(join(folder, 'file'), 'w');
  const [full, none] = [openSync('/dev/full', 'w'), openSync('/dev/null', 'w')];
  assert.equal(native.tryWrite(file, block), block.length);
  assert.equal(native.tryWrite(full, block), -os.errno.ENOSPC);
  assert.equal(native.tryWrite(none, block), block.length);
  for (const fd of [file, full, none]) closeSync(fd);
});

test('a socket that nobody reads takes what fits, then nothing', async (context) => {
  const path = join(folder, 'socket');
  const server = createServer((socket) => void socket.pause()).listen(path);
  await once(server, 'listening');
  const script = `import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); sys.stdin.read()`;
  const client = spawn('python3', ['-c', script, path], { stdio: ['pipe', 'ignore', 'inherit'] });
  context.after(() => client.kill());
  const [socket] = (await once(server, 'connection')) as [Socket & { _handle: { fd: number } }];
  const { fd } = socket._handle;
  const first = native.tryWrite(fd, block);
  assert.ok(first > 0 && first < block.length);
  assert.equal(native.tryWrite(fd, block), 0);
  socket.destroy();
  server.close();
});

test('a terminal that nobody reads takes what fits, then nothing, and never blocks', async (context) => {
  const script = `import os, pty, sys; m, s = pty.openpty(); print(os.ttyname(s), flush=True); sys.stdin.read()`;
  const holder = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  context.after(() => holder.kill());
  const [name] = await once(holder.stdout, 'data');
  const tty = openSync(String(name).trim(), constants.O_RDWR | constants.O_NOCTTY);
  let total = 0;
  const writesOn = () => {
    const count = native.tryWrite(tty, block); // the line discipline takes some more behind our back
    total += count;
    return count > 0;
  };
  await until(() => !writesOn(), 'the terminal is full');
  assert.ok(total > 0 && total < block.length, String(total));
  assert.equal(nonBlocking(tty), false);
  closeSync(tty);
});

test('a watch calls back once there is room, once a wait, and leaves the descriptor in blocking mode', async () => {
  const [read, write] = native.pipe();
  native.tryWrite(write, block);
  const watch = native.watchWritable(write);
  const other = native.watchWritable(write);
  const calls: string[] = [];
  watch.wait(() => calls.push('one'));
  other.wait(() => calls.push('other'));
  for (let turn = 0; turn < 10; turn++) await nextTurn();
  assert.equal(calls.length, 0);
  readSync(read, Buffer.alloc(65536));
  await until(() => calls.length === 2, 'both calls');
  assert.deepEqual(calls.sort(), ['one', 'other']);
  for (let turn = 0; turn < 10; turn++) await nextTurn();
  assert.equal(calls.length, 2);
  watch.wait(() => calls.push('again'));
  await until(() => calls.length === 3, 'the second wait');
  assert.equal(nonBlocking(write), false);
  for (const each of [watch, other]) each.close();
  for (const fd of [read, write]) closeSync(fd);
});

test('a watch on a regular file calls back in a later turn', async () => {
  const file = openSync(join(folder, 'plain'), 'w');
  const watch = native.watchWritable(file);
  let calls = 0;
  watch.wait(() => calls++);
  assert.equal(calls, 0);
  await until(() => calls === 1, 'the call');
  watch.wait(() => calls++);
  await until(() => calls === 2, 'the second call');
  watch.close();
  closeSync(file);
});

test('a watch whose reader went away calls back, so that the write shows the error', async () => {
  const [read, write] = native.pipe();
  native.tryWrite(write, block);
  const watch = native.watchWritable(write);
  let calls = 0;
  watch.wait(() => calls++);
  closeSync(read);
  await until(() => calls === 1, 'the call');
  watch.close();
  closeSync(write);
});

test('a closed watch is silent, and refuses to wait', async () => {
  const [read, write] = native.pipe();
  const watch = native.watchWritable(write);
  watch.wait(() => assert.fail('called after close'));
  watch.close();
  watch.close();
  await nextTurn();
  assert.throws(() => watch.wait(() => undefined), { code: 'EBADF' });
  for (const fd of [read, write]) closeSync(fd);
  assert.throws(() => native.watchWritable(write), { code: 'EBADF' });
});

test('close within the callback is safe, and so is waiting again', async () => {
  const [read, write] = native.pipe();
  const watch = native.watchWritable(write);
  let calls = 0;
  watch.wait(() => {
    calls++;
    watch.wait(() => {
      calls++;
      watch.close();
    });
  });
  await until(() => calls === 2, 'both calls');
  writeSync(write, 'x');
  for (const fd of [read, write]) closeSync(fd);
});
