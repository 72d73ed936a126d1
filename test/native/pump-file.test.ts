import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { constants as os } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Pump, PumpHandlers } from '../../src/native/index.ts';
import { ended, folder, native, shell, until } from './harness.ts';

let files = 0;
const newFile = () => join(folder, `log-${++files}`);
const openLog = (file: string) => openSync(file, constants.O_WRONLY | constants.O_CREAT);

interface Opened {
  readonly pump: Pump;
  readonly write: number;
  ended: boolean;
}

function open(fd: number, limit = 0, more: Partial<PumpHandlers> = {}): Opened {
  const [read, write] = native.pipe();
  const onEnd = () => {
    opened.ended = true;
  };
  const opened: Opened = {
    pump: native.openPump(read, { kind: 'file', fd, limit }, { ...more, onEnd }),
    write,
    ended: false,
  };
  return opened;
}

/** Starts a program on the pump's pipe and lets go of our copy of its writing end. */
function run(opened: Opened, script: string): number {
  const empty = openSync('/dev/null', 'r');
  const { pid } = native.spawn(shell(script, { fds: [empty, opened.write, empty] }));
  closeSync(empty);
  closeSync(opened.write);
  assert.ok(pid);
  return pid;
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i + 1}\n`).join('');

for (const [what, script, expected] of [
  ['a line', 'echo hello', 'hello\n'],
  ['fifty megabytes', 'seq 1 6000000', numbers(6_000_000)],
] as const) {
  test(`${what} from a program is in the file, behind what was there`, async () => {
    const file = newFile();
    writeFileSync(file, 'before\n');
    const fd = openLog(file);
    const opened = open(fd);
    const pid = run(opened, script);
    await until(() => opened.ended, 'the end');
    await ended(pid);
    assert.ok(readFileSync(file, 'latin1') === `before\n${expected}`);
    assert.equal(opened.pump.bytes, expected.length);
    closeSync(fd);
  });
}

for (const how of ['within onLimit', 'later'] as const) {
  test(`rotation ${how}: no byte is lost or doubled, and files overshoot by less than 128 KiB`, async () => {
    const file = newFile();
    const limit = 1_000_000;
    const rotated: string[] = [];
    let fd = openLog(file);
    const rotate = () => {
      closeSync(fd);
      rotated.push(`${file}.${rotated.length + 1}`);
      renameSync(file, rotated.at(-1) ?? '');
      fd = openLog(file);
      opened.pump.setSink({ kind: 'file', fd, limit });
    };
    const opened = open(fd, limit, { onLimit: how === 'later' ? () => void setTimeout(rotate, 1) : rotate });
    const pid = run(opened, 'seq 1 2000000');
    await until(() => opened.ended, 'the end');
    await ended(pid);
    closeSync(fd);
    assert.ok([...rotated, file].map((name) => readFileSync(name, 'latin1')).join('') === numbers(2_000_000));
    assert.ok(rotated.length > 10);
    for (const { size } of rotated.map((name) => statSync(name))) assert.ok(size >= limit && size < limit + 128 * 1024);
  });
}

test('drain goes through a rotation, and stops where nobody gives the next file', () => {
  const [first, second] = [newFile(), newFile()];
  const fds = [openLog(first), openLog(second)] as const;
  let limits = 0;
  const onLimit = () => {
    if (++limits === 1) opened.pump.setSink({ kind: 'file', fd: fds[1], limit: 1000 });
  };
  const opened = open(fds[0], 10, { onLimit });
  writeSync(opened.write, 'x'.repeat(100));
  assert.equal(opened.pump.drain(), false);
  writeSync(opened.write, 'y'.repeat(1000));
  assert.equal(opened.pump.drain(), false);
  writeSync(opened.write, 'z');
  assert.equal(opened.pump.drain(), false);
  assert.deepEqual([limits, statSync(first).size, statSync(second).size], [2, 100, 1000]);
  opened.pump.setSink({ kind: 'data' });
  closeSync(opened.write);
  assert.equal(opened.pump.drain(), true);
  for (const fd of fds) closeSync(fd);
});

test('a program stands still while a full file waits for its successor', async () => {
  const file = newFile();
  const fd = openLog(file);
  let limits = 0;
  const opened = open(fd, 1000, { onLimit: () => void limits++ });
  const pid = run(opened, 'seq 1 1000000');
  await until(() => limits === 1, 'the limit');
  assert.deepEqual(native.reap(), []);
  assert.ok(statSync(file).size < 1000 + 128 * 1024);
  opened.pump.setSink({ kind: 'discard' });
  await until(() => opened.ended, 'the end');
  await ended(pid);
  assert.equal(limits, 1);
  closeSync(fd);
});

test('close within onLimit is safe', async () => {
  const fd = openLog(newFile());
  let limits = 0;
  const opened = open(fd, 10, {
    onLimit: () => {
      limits++;
      opened.pump.close();
    },
  });
  writeSync(opened.write, 'x'.repeat(100));
  await until(() => limits === 1, 'the limit');
  closeSync(opened.write);
  closeSync(fd);
  assert.equal(opened.ended, false);
});

test('after copytruncate the file goes on from its start, without a hole', async () => {
  const file = newFile();
  const fd = openLog(file);
  const opened = open(fd);
  const pid = run(opened, 'seq 1 3000000');
  await until(() => existsSync(file) && statSync(file).size > 5_000_000, 'some output');
  truncateSync(file, 0);
  await until(() => opened.ended, 'the end');
  await ended(pid);
  const text = readFileSync(file, 'latin1');
  assert.equal(text.includes('\0'), false);
  assert.ok(text.endsWith('\n2999999\n3000000\n'));
  closeSync(fd);
});

test('two pumps and a foreign appender on one file do not overwrite each other', async () => {
  const file = newFile();
  const fds = [openLog(file), openLog(file)];
  const pumps = fds.map((fd) => open(fd));
  const pids = pumps.map((opened, i) => run(opened, `seq -f '${i}-%.0f' 1 200000`));
  await until(() => pumps.every((opened) => opened.ended), 'both ends');
  for (const pid of pids) await ended(pid);
  appendFileSync(file, 'foreign\n');
  const text = readFileSync(file, 'latin1');
  const sizes = [0, 1].map((i) => Array.from({ length: 200_000 }, (_, n) => `${i}-${n + 1}\n`).join('').length);
  assert.equal(text.length, (sizes[0] ?? 0) + (sizes[1] ?? 0) + 8);
  assert.equal(text.includes('\0'), false);
  for (const fd of fds) closeSync(fd);
});

test('small writes of two pumps and other processes on one file stay whole', async () => {
  const file = newFile();
  const fd = openLog(file);
  const pumps = [open(fd), open(fd)];
  const script = (who: string) => `i=0; while [ $i -lt 300 ]; do echo ${who}-$i; i=$((i+1)); done`;
  const pids = pumps.map((opened, i) => run(opened, script(`pump${i}`)));
  const { pid } = native.spawn(shell(`(${script('other')}) >> ${file}`));
  for (const child of [...pids, pid]) await ended(child);
  await until(() => pumps.every((opened) => opened.ended), 'both ends');
  const lines = readFileSync(file, 'latin1').trim().split('\n');
  const expected = ['pump0', 'pump1', 'other'].flatMap((who) => Array.from({ length: 300 }, (_, i) => `${who}-${i}`));
  assert.deepEqual(lines.sort(), expected.sort());
  closeSync(fd);
});

function watchTrouble() {
  const trouble = { errors: [] as number[], resumed: [] as number[] };
  return {
    ...trouble,
    onWriteError: (errno: number) => trouble.errors.push(errno),
    onWriteResumed: (lost: number) => trouble.resumed.push(lost),
  };
}

test('a full device: the program goes on, the error is told once, and what was lost is counted', async () => {
  const full = openSync('/dev/full', 'w');
  const fd = openLog(newFile());
  const trouble = watchTrouble();
  const opened = open(full, 0, trouble);
  for (const text of ['one', 'three']) {
    writeSync(opened.write, text);
    opened.pump.drain();
  }
  assert.deepEqual([trouble.errors, trouble.resumed, opened.pump.lost], [[os.errno.ENOSPC], [], 8]);
  opened.pump.setSink({ kind: 'file', fd, limit: 0 });
  writeSync(opened.write, 'x');
  opened.pump.drain();
  assert.deepEqual([trouble.errors.length, trouble.resumed, opened.pump.lost], [1, [8], 8]);
  closeSync(opened.write);
  await until(() => opened.ended, 'the end');
  for (const each of [full, fd]) closeSync(each);
});

const tiny = join(folder, 'tiny');
mkdirSync(tiny);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', tiny]).status === 0;

test('a full file system: megabytes run into it, and the log goes on once there is room', {
  skip: !mounted && 'cannot mount',
}, async (context) => {
  context.after(() => spawnSync('umount', [tiny]));
  const file = join(tiny, 'log');
  const fd = openLog(file);
  const trouble = watchTrouble();
  const opened = open(fd, 0, trouble);
  const empty = openSync('/dev/null', 'r');
  const { pid } = native.spawn(shell('seq 1 1000000', { fds: [empty, opened.write, empty] }));
  closeSync(empty);
  await ended(pid);
  opened.pump.drain();
  assert.deepEqual([trouble.errors, trouble.resumed], [[os.errno.ENOSPC], []]);
  assert.equal(opened.pump.lost + statSync(file).size, opened.pump.bytes);
  truncateSync(file, 0);
  writeSync(opened.write, 'again\n');
  await until(() => trouble.resumed.length === 1, 'the log goes on');
  assert.deepEqual(trouble.resumed, [opened.pump.lost]);
  assert.equal(readFileSync(file, 'latin1'), 'again\n');
  opened.pump.close();
  closeSync(opened.write);
  closeSync(fd);
});

test('a file at RLIMIT_FSIZE is an error, not the end of the process', (context) => {
  const { FSIZE } = native.rlimit;
  const { soft, hard } = native.getRlimit(FSIZE);
  context.after(() => native.setRlimit({ resource: FSIZE, soft, hard }));
  const file = newFile();
  const fd = openLog(file);
  const trouble = watchTrouble();
  const opened = open(fd, 0, trouble);
  native.setRlimit({ resource: FSIZE, soft: 1000, hard });
  writeSync(opened.write, 'x'.repeat(3000));
  opened.pump.drain();
  native.setRlimit({ resource: FSIZE, soft, hard });
  assert.deepEqual([trouble.errors, opened.pump.lost, statSync(file).size], [[os.errno.EFBIG], 2000, 1000]);
  opened.pump.close();
  closeSync(opened.write);
  closeSync(fd);
});

test('a log that is a FIFO with a reader who sleeps does not stop the loop', async () => {
  const [theirs, fifo] = native.pipe();
  const trouble = watchTrouble();
  const opened = open(fifo, 0, trouble);
  const empty = openSync('/dev/null', 'r');
  const { pid } = native.spawn(shell('seq 1 100000', { fds: [empty, opened.write, empty] }));
  closeSync(empty);
  await ended(pid);
  opened.pump.drain();
  assert.deepEqual(trouble.errors, [os.errno.EAGAIN]);
  assert.equal(opened.pump.lost, opened.pump.bytes - 64 * 1024);
  opened.pump.close();
  for (const fd of [theirs, fifo, opened.write]) closeSync(fd);
});
