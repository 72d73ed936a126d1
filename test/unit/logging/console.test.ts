import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConsole } from '../../../src/logging/console.ts';
import { consoleFd } from '../../../src/logging/consolePath.ts';
import { createConsoles } from '../../../src/logging/consoles.ts';
import { FakeNative, reports } from './fakes.ts';

function setUp(limit = 10) {
  const native = new FakeNative();
  const { messages, report } = reports();
  const clock = { now: 0 };
  const source = { name: '/dev/stdout', open: () => 1, close: () => undefined };
  const console = createConsole({ native, source, report, limit, now: () => clock.now });
  const write = (text: string) => console.write(Buffer.from(text));
  const line = (text: string) => console.writeOrDrop(Buffer.from(text));
  return { native, messages, clock, console, write, line, reader: native.reader(1) };
}

const PATHS: readonly (readonly [string, number | null])[] = [
  ['/dev/stdout', 1],
  ['/dev/stderr', 2],
  ['/dev/fd/7', 7],
  ['/proc/self/fd/1', 1],
  [`/proc/${process.pid}/fd/2`, 2],
  [`/proc/${process.pid + 1}/fd/2`, null],
  ['/dev/stdin', null],
  ['/dev/fd/x', null],
  ['/var/dev/stdout', null],
];

for (const [path, fd] of PATHS) {
  test(`The log path ${path.replace(/\/\d+\/fd/, '/PID/fd')} (pid ${path.includes(String(process.pid)) ? 'ours' : 'other'}) names the descriptor ${fd}`, () => {
    assert.equal(consoleFd(path), fd);
  });
}

test('A reader that keeps up gets everything at once and nothing is waited for', () => {
  const { native, write, reader } = setUp();
  write('one ');
  write('two');
  assert.equal(reader.written, 'one two');
  assert.equal(native.isWaiting(1), false);
});

test('What a slow reader does not take waits in order', () => {
  const { native, write, reader } = setUp();
  reader.room = 2;
  write('abcd');
  write('ef');
  assert.equal(reader.written, 'ab');
  native.read(1, 3);
  native.read(1, 100);
  assert.equal(reader.written, 'abcdef');
  assert.equal(native.isWaiting(1), false);
});

test('Writers are held back while the queue is full and let go at half of it', () => {
  const { native, console, write, reader } = setUp(10);
  const calls: string[] = [];
  const expectCalls = (...expected: string[]) => assert.deepEqual(calls, expected);
  const leave = console.join({ onFull: () => calls.push('full'), onDrained: () => calls.push('drained') });
  reader.room = 0;
  write('123456789');
  expectCalls();
  write('0');
  write('the chunk that was under way');
  expectCalls('full');
  console.join({ onFull: () => calls.push('late'), onDrained: () => undefined });
  expectCalls('full', 'late');
  native.read(1, 32);
  expectCalls('full', 'late');
  native.read(1, 1);
  expectCalls('full', 'late', 'drained');
  native.read(1, 100);
  expectCalls('full', 'late', 'drained');
  leave();
  reader.room = 0;
  write('1234567890');
  expectCalls('full', 'late', 'drained', 'late');
});

test('Lines of a writer that cannot be held back are dropped beyond the limit, and counted', () => {
  const { native, messages, line, reader } = setUp(10);
  reader.room = 0;
  for (let i = 0; i < 5; i++) line('12345\n');
  assert.deepEqual(messages, []);
  native.read(1, 100);
  assert.equal(reader.written, '12345\n12345\n');
  assert.deepEqual(messages, ['warn: the reader of /dev/stdout is too slow: 3 messages were dropped']);
});

test('Many waiting lines are written in few calls', () => {
  const { native, line, reader } = setUp(1 << 20);
  reader.room = 0;
  for (let i = 0; i < 10_000; i++) line('0123456789\n');
  native.writes.length = 0;
  native.read(1, 1 << 20);
  assert.equal(reader.written.length, 110_000);
  assert.ok(native.writes.length <= 3, `${native.writes.length} calls`);
});

test('A vanished reader is reported once and costs nothing but its output', () => {
  const { native, messages, clock, console, write, reader } = setUp(4);
  let drained = 0;
  console.join({ onFull: () => undefined, onDrained: () => drained++ });
  reader.room = 0;
  write('queued');
  reader.errno = 32;
  native.read(1, 0);
  write('x');
  write('y');
  assert.equal(drained, 1);
  assert.equal(messages.length, 1);
  assert.match(messages.join(), /^error: cannot write the log \/dev\/stdout: EPIPE \(broken pipe\)/);
  Object.assign(reader, { errno: 0, room: 100 });
  write('z');
  assert.equal(reader.written, '', 'tries again once a second at most');
  clock.now += 1000;
  write('back');
  assert.equal(reader.written, 'back');
  assert.equal(messages[1], 'warn: the log /dev/stdout is written again; 9 bytes of output were lost');
});

test('A descriptor that cannot be watched loses its queue, with a message', () => {
  const { native, messages, write, reader } = setUp();
  native.watchWritable = () => {
    throw Object.assign(new Error('too many open files'), { errno: -24 });
  };
  reader.room = 2;
  write('abcd');
  assert.match(messages.join(), /EMFILE/);
});

test('Flushing ends when all is written', async () => {
  const { native, console, write, reader } = setUp();
  assert.equal(await console.flush(1000), 0);
  reader.room = 0;
  write('last words');
  const flushed = console.flush(60_000);
  native.read(1, 100);
  assert.equal(await flushed, 0);
});

test('Flushing ends at its deadline, and closing tells what was given up', async () => {
  const { messages, console, write, reader } = setUp();
  reader.room = 4;
  write('last words');
  assert.equal(await console.flush(5), 6);
  console.close();
  assert.deepEqual(messages, ['warn: the reader of /dev/stdout is too slow: 6 bytes were dropped at the end']);
});

test('All logs that name a descriptor share its queue', async () => {
  const native = new FakeNative();
  const consoles = createConsoles({ native, report: reports().report });
  assert.equal(consoles.get(1), consoles.get(1));
  assert.notEqual(consoles.get(1), consoles.get(2));
  native.reader(1).room = 0;
  consoles.get(1).write(Buffer.from('x'));
  const flushed = consoles.flush(60_000);
  native.read(1, 10);
  await flushed;
  assert.equal(native.reader(1).written, 'x');
});

test('A special file that is closed with output waiting is given time, also to a second user', async () => {
  const native = new FakeNative();
  const consoles = createConsoles({ native, report: reports().report });
  const first = consoles.open('/dev/null');
  const second = consoles.open('/dev/null');
  first.write(Buffer.from('to find out the descriptor'));
  first.close();
  first.close();
  second.write(Buffer.from('still open'));
  second.close();
  await consoles.flush(1000);
  assert.equal(native.writes.length, 2);
});
