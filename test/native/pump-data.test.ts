import assert from 'node:assert/strict';
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pump, PumpHandlers, PumpSink } from '../../src/native/index.ts';
import { ended, native, shell, until } from './harness.ts';

interface Opened {
  readonly pump: Pump;
  readonly read: number;
  readonly write: number;
  readonly chunks: Buffer[];
  ends: number;
}

/** A pump on a pipe of ours; `more` overrides the handlers that record what happens. */
function open(sink: PumpSink = { kind: 'data' }, more: Partial<PumpHandlers> = {}): Opened {
  const [read, write] = native.pipe();
  const chunks: Buffer[] = [];
  const onEnd = () => {
    opened.ends++;
  };
  const pump = native.openPump(read, sink, { onData: (chunk) => chunks.push(chunk), onEnd, ...more });
  const opened: Opened = { pump, read, write, chunks, ends: 0 };
  return opened;
}

const text = ({ chunks }: Opened) => Buffer.concat(chunks).toString();
const assertClosed = (fd: number) => assert.throws(() => fstatSync(fd), { code: 'EBADF' });

test('chunks arrive whole and in order, the end once, and the descriptor is closed then', async () => {
  const opened = open();
  writeSync(opened.write, 'one ');
  await until(() => opened.chunks.length === 1, 'the first chunk');
  writeSync(opened.write, 'two');
  closeSync(opened.write);
  await until(() => opened.ends > 0, 'the end');
  assert.equal(text(opened), 'one two');
  assert.equal(opened.pump.bytes, 7);
  assert.equal(opened.ends, 1);
  assertClosed(opened.read);
});

test('a megabyte from a child arrives byte for byte, in chunks of at most 128 KiB that stay as they are', async () => {
  const opened = open();
  const empty = openSync('/dev/null', 'r');
  const { pid } = native.spawn(shell('seq 1 150000', { fds: [empty, opened.write, empty] }));
  closeSync(opened.write);
  closeSync(empty);
  await until(() => opened.ends > 0, 'the end');
  await ended(pid);
  assert.equal(text(opened), Array.from({ length: 150_000 }, (_, i) => `${i + 1}\n`).join(''));
  assert.ok(opened.chunks.every((chunk) => chunk.length <= 128 * 1024));
});

test('discard reads and counts, and nothing else', async () => {
  const opened = open({ kind: 'discard' });
  writeSync(opened.write, 'x'.repeat(50_000));
  closeSync(opened.write);
  await until(() => opened.ends > 0, 'the end');
  assert.deepEqual([opened.pump.bytes, opened.pump.lost, opened.chunks.length], [50_000, 0, 0]);
});

test('a paused pump leaves the bytes in the pipe until it is resumed', async () => {
  const opened = open();
  opened.pump.pause();
  writeSync(opened.write, 'later');
  for (let turn = 0; turn < 20; turn++) await nextTurn();
  assert.equal(opened.chunks.length, 0);
  opened.pump.resume();
  await until(() => text(opened) === 'later', 'the bytes');
  opened.pump.pause();
  opened.pump.resume();
  writeSync(opened.write, ' still');
  await until(() => text(opened) === 'later still', 'more bytes');
  opened.pump.close();
  closeSync(opened.write);
});

test('drain moves what is there at once, says whether that was the end, and works on a paused pump too', () => {
  const opened = open();
  opened.pump.pause();
  assert.equal(opened.pump.drain(), false);
  writeSync(opened.write, 'now');
  assert.equal(opened.pump.drain(), false);
  assert.equal(text(opened), 'now');
  closeSync(opened.write);
  assert.equal(opened.pump.drain(), true);
  assert.equal(opened.ends, 1);
  assert.equal(opened.pump.drain(), true);
  assert.equal(opened.ends, 1);
});

test('drain comes back even while a program writes without end', async () => {
  const opened = open({ kind: 'discard' });
  const empty = openSync('/dev/null', 'r');
  const { pid } = native.spawn({ file: '/usr/bin/yes', argv: ['yes'], envp: [], fds: [empty, opened.write, empty] });
  closeSync(opened.write);
  closeSync(empty);
  assert.ok(pid);
  await until(() => opened.pump.bytes > 0, 'output');
  assert.equal(opened.pump.drain(), false);
  native.kill(pid, 9);
  await ended(pid);
  assert.equal(opened.pump.drain(), true);
});

test('a loud program does not keep others from being read', async () => {
  const loud = open({ kind: 'discard' });
  const quiet = open();
  const empty = openSync('/dev/null', 'r');
  const { pid } = native.spawn({ file: '/usr/bin/yes', argv: ['yes'], envp: [], fds: [empty, loud.write, empty] });
  closeSync(empty);
  assert.ok(pid);
  await until(() => loud.pump.bytes > 1_000_000, 'the loud one');
  writeSync(quiet.write, 'hello');
  const before = loud.pump.bytes;
  await until(() => text(quiet) === 'hello', 'the quiet one');
  assert.ok(loud.pump.bytes - before < 50_000_000);
  native.kill(pid, 9);
  await ended(pid);
  for (const { pump, write } of [loud, quiet]) {
    pump.close();
    closeSync(write);
  }
});

for (const how of ['event', 'drain'] as const) {
  test(`close within onData ends it: nothing is called afterwards (by ${how})`, async () => {
    let calls = 0;
    const opened = open(
      { kind: 'data' },
      {
        onData: () => {
          calls++;
          opened.pump.close();
        },
      },
    );
    writeSync(opened.write, 'x');
    if (how === 'drain') assert.equal(opened.pump.drain(), false);
    await until(() => calls === 1, 'the first chunk');
    assertClosed(opened.read);
    closeSync(opened.write);
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    opened.pump.close();
    opened.pump.pause();
    opened.pump.resume();
    opened.pump.setSink({ kind: 'discard' });
    assert.deepEqual([calls, opened.ends, opened.pump.drain()], [1, 0, false]);
  });
}

test('an exception in a handler goes to the caller of drain', () => {
  const opened = open({ kind: 'data' }, { onData: () => assert.fail('on purpose') });
  writeSync(opened.write, 'x');
  assert.throws(() => opened.pump.drain(), /on purpose/);
  opened.pump.close();
  closeSync(opened.write);
});

test('an exception in a handler called by the loop is an uncaught exception, and the pump goes on', async (context) => {
  const seen: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => seen.push(error.message));
  context.after(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  });
  let calls = 0;
  const onData = () => {
    calls++;
    throw new Error(`call ${calls}`);
  };
  const opened = open({ kind: 'data' }, { onData });
  writeSync(opened.write, 'x');
  await until(() => seen.length === 1, 'the first exception');
  writeSync(opened.write, 'x');
  await until(() => seen.length === 2, 'the second exception');
  assert.deepEqual(seen, ['call 1', 'call 2']);
  opened.pump.close();
  closeSync(opened.write);
});

test('promises settled in a handler run before the next event', async () => {
  const order: string[] = [];
  const onData = () => {
    order.push('data');
    void Promise.resolve().then(() => order.push('microtask'));
    process.nextTick(() => order.push('tick'));
  };
  const opened = open({ kind: 'data' }, { onData, onEnd: () => order.push('end') });
  writeSync(opened.write, 'x');
  await until(() => order.length > 0, 'data');
  closeSync(opened.write);
  await until(() => order.includes('end'), 'the end');
  assert.deepEqual(order, ['data', 'tick', 'microtask', 'end']);
});

test('pumps that nobody holds are not collected while open, and are when closed', async () => {
  const ends: number[] = [];
  const writes = Array.from({ length: 200 }, (_, i) => {
    const [read, write] = native.pipe();
    native.openPump(read, { kind: 'discard' }, { onEnd: () => ends.push(i) });
    return write;
  });
  for (let i = 0; i < 200; i++) Buffer.alloc(100_000);
  globalThis.gc?.();
  await nextTurn();
  for (const write of writes) closeSync(write);
  await until(() => ends.length === 200, 'every end');
});

test("a descriptor that cannot be polled or is not open is an exception, and stays the caller's", () => {
  const file = openSync(import.meta.filename ?? '/etc/passwd', 'r');
  assert.throws(() => native.openPump(file, { kind: 'data' }, { onEnd: () => undefined }), { code: 'EPERM' });
  closeSync(file);
  assert.throws(() => native.openPump(file, { kind: 'data' }, { onEnd: () => undefined }), { code: 'EBADF' });
});

test('the end of a terminal, an EIO on its master, is an end like any other', async () => {
  const master = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
  const chunks: Buffer[] = [];
  let ends = 0;
  const unlock = 'import fcntl, os, struct; fcntl.ioctl(0, 0x40045431, struct.pack("i", 0))';
  const slave = 'n = struct.unpack("I", fcntl.ioctl(0, 0x80045430, b"0000"))[0]; os.close(1)';
  const program = `${unlock}; ${slave}; t = os.open(f"/dev/pts/{n}", os.O_RDWR | os.O_NOCTTY); os.write(t, b"hello")`;
  const envp = ['PATH=/usr/bin:/bin'];
  const { pid } = native.spawn({
    file: '/usr/bin/python3',
    argv: ['python3', '-c', program],
    envp,
    fds: [master, master, 2],
  });
  assert.equal(await ended(pid), 0);
  native.openPump(master, { kind: 'data' }, { onData: (chunk) => chunks.push(chunk), onEnd: () => ends++ });
  await until(() => ends === 1, 'the end');
  assert.equal(Buffer.concat(chunks).toString(), 'hello');
  assert.throws(() => fstatSync(master), { code: 'EBADF' });
});
