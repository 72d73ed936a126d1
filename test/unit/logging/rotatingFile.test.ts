import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openRotatingFile, type RotatingFileOptions } from '../../../src/logging/rotatingFile.ts';
import { reports, temporaryDirectory } from './fakes.ts';

function setUp(t: TestContext, changes: Partial<RotatingFileOptions> = {}) {
  const directory = temporaryDirectory(t);
  const path = join(directory, 'log');
  const { messages, report } = reports();
  const clock = { now: 0 };
  const open = (more: Partial<RotatingFileOptions> = {}) => {
    const now = () => clock.now;
    const file = openRotatingFile({ path, maxbytes: 0, backups: 0, report, now, ...changes, ...more });
    t.after(() => file.close());
    return file;
  };
  const read = (suffix = '') => readFileSync(path + suffix, 'latin1');
  return { directory, path, messages, clock, open, read };
}

const bytes = (text: string) => Buffer.from(text, 'latin1');

test('An existing log is appended to, byte for byte', (t) => {
  const { path, open, read } = setUp(t);
  writeFileSync(path, 'old ');
  open().write(bytes('\xff\x00new'));
  assert.equal(read(), 'old \xff\x00new');
});

test('The write that reaches maxbytes is kept whole and the log is rotated behind it', (t) => {
  const { open, read } = setUp(t, { maxbytes: 10, backups: 2 });
  const file = open();
  for (const text of ['0123456789AB', 'second chunk', 'third chunk!', 'rest']) file.write(bytes(text));
  assert.deepEqual([read(), read('.1'), read('.2')], ['rest', 'third chunk!', 'second chunk']);
});

test('Without backups the content of a full log is discarded', (t) => {
  const { directory, open, read } = setUp(t, { maxbytes: 10 });
  const file = open();
  file.write(bytes('0123456789'));
  assert.equal(read(), '');
  file.write(bytes('next'));
  assert.equal(read(), 'next');
  assert.deepEqual(readdirSync(directory), ['log']);
});

test('A log that was emptied from outside (copytruncate) is not rotated before it is full again', (t) => {
  const { directory, path, open, read } = setUp(t, { maxbytes: 10, backups: 1 });
  const file = open();
  file.write(bytes('01234567'));
  truncateSync(path);
  file.write(bytes('abcdef'));
  assert.equal(read(), 'abcdef');
  assert.deepEqual(readdirSync(directory), ['log']);
});

test('A log that has vanished is begun anew when its rotation is due', (t) => {
  const { path, open, read, messages } = setUp(t, { maxbytes: 10, backups: 1 });
  const file = open();
  rmSync(path);
  file.write(bytes('0123456789'));
  file.write(bytes('new'));
  assert.equal(read(), 'new');
  assert.deepEqual(messages, []);
});

test('Two programs that share a log lose nothing and both follow a rotation', (t) => {
  const { open, read } = setUp(t, { maxbytes: 12, backups: 3 });
  const [a, b] = [open(), open()];
  a.write(bytes('aaaa'));
  b.write(bytes('bbbb'));
  a.write(bytes('AAAAAAAA'));
  b.write(bytes('BB'));
  a.write(bytes('aa'));
  assert.deepEqual([read(), read('.1')], ['BBaa', 'aaaabbbbAAAAAAAA']);
});

test('Reopening follows a file that was renamed by logrotate', (t) => {
  const { path, open, read } = setUp(t);
  let replaced = 0;
  const file = open({ follower: { onReplaced: () => replaced++ } });
  file.write(bytes('before'));
  renameSync(path, `${path}.old`);
  file.write(bytes(' rename'));
  file.reopen();
  file.write(bytes('after'));
  assert.deepEqual([read('.old'), read(), replaced], ['before rename', 'after', 1]);
});

test('Clearing removes the file and begins a new one for everyone who writes to it', (t) => {
  const { open, read } = setUp(t);
  const [a, b] = [open(), open()];
  a.write(bytes('old'));
  assert.equal(a.remove(), 0);
  assert.equal(b.remove(), 0);
  a.write(bytes('a'));
  b.write(bytes('b'));
  assert.equal(read(), 'ab');
});

test('A missing directory costs the bytes written meanwhile, is reported once and ends by itself', (t) => {
  const { directory, clock, messages, open } = setUp(t);
  const path = join(directory, 'sub', 'log');
  const file = open({ path });
  file.write(bytes('lost'));
  file.write(bytes('gone'));
  mkdirSync(join(directory, 'sub'));
  file.write(bytes('too soon'));
  assert.equal(existsSync(path), false, 'tries again once a second at most');
  assert.equal(file.healthy, false);
  clock.now += 1000;
  file.write(bytes('kept'));
  assert.equal(readFileSync(path, 'utf8'), 'kept');
  assert.deepEqual(messages, [
    `error: cannot write the log ${path}: ENOENT (no such file or directory); output is lost until it can be written: create its directory`,
    `warn: the log ${path} is written again; 16 bytes of output were lost`,
  ]);
});

test('A log that could not be opened is tried again at once when it is reopened', (t) => {
  const { directory, open } = setUp(t);
  const path = join(directory, 'sub', 'log');
  const file = open({ path });
  mkdirSync(join(directory, 'sub'));
  file.reopen();
  file.write(bytes('kept'));
  assert.equal(readFileSync(path, 'utf8'), 'kept');
});

test('A full disk is reported once, and closing tells what it has cost', (t) => {
  const { messages, open } = setUp(t);
  const file = open({ path: '/dev/full' });
  file.write(bytes('12345'));
  file.write(bytes('678'));
  file.close();
  assert.deepEqual(messages, [
    'error: cannot write the log /dev/full: ENOSPC (no space left on device); output is lost until it can be written: free some space on its file system',
    'warn: the log /dev/full was closed before it could be written again; 8 bytes of output were lost',
  ]);
});

test('A special file is never rotated and is no file for a pump', (t) => {
  const { open } = setUp(t, { maxbytes: 1, backups: 2 });
  const file = open({ path: '/dev/null' });
  file.write(bytes('some text'));
  file.rotate();
  assert.equal(existsSync('/dev/null.1'), false);
  assert.equal(file.pumpSink(), null);
});

test('A FIFO that nobody reads is an outage, not a wait', (t) => {
  const { directory, messages, open } = setUp(t);
  const path = join(directory, 'fifo');
  execFileSync('mkfifo', [path]);
  open({ path }).write(bytes('x'));
  assert.match(messages.join(), /^error: cannot write the log .*fifo: ENXIO .*nothing reads its other end$/);
});

test('A log whose backups cannot be moved goes on growing, says so once and is rotated when that is possible', (t) => {
  const { path, messages, open, read } = setUp(t, { maxbytes: 4, backups: 1 });
  mkdirSync(`${path}.1/full`, { recursive: true });
  const file = open();
  for (let i = 0; i < 5; i++) file.write(bytes('1234'));
  assert.equal(read(), '1234'.repeat(5));
  assert.equal(messages.length, 1);
  assert.match(messages.join(), /cannot rotate the log .*EISDIR/);
  rmSync(`${path}.1`, { recursive: true });
  file.write(bytes('5678'));
  assert.deepEqual([read(), read('.1')], ['', `${'1234'.repeat(5)}5678`]);
});

test('A log of our own making has mode 0600 also after a rotation and is not written through a symbolic link', (t) => {
  const { directory, path, messages, open } = setUp(t, { maxbytes: 4, backups: 1, owned: true });
  const file = open();
  file.write(bytes('1234'));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  file.close();
  const trap = join(directory, 'trap');
  rmSync(path);
  symlinkSync(trap, path);
  open().write(bytes('x'));
  assert.equal(existsSync(trap), false);
  assert.match(messages.join(), /ELOOP/);
});

test('A pump gets a descriptor at whose end JavaScript and others can append as well', (t) => {
  const { path, open, read } = setUp(t, { maxbytes: 100 });
  const file = open();
  const sink = file.pumpSink();
  assert.ok(sink?.kind === 'file');
  assert.equal(sink.limit, 100);
  writeSync(sink.fd, 'pump ');
  file.write(bytes('script '));
  appendFileSync(path, 'other');
  assert.equal(read(), 'pump script other');
});

test('A rotation for a pump happens only if the file has really reached its limit', (t) => {
  const { path, open, read } = setUp(t, { maxbytes: 4, backups: 1 });
  let replaced = 0;
  const file = open({ follower: { onReplaced: () => replaced++ } });
  file.pumpSink();
  appendFileSync(path, '123');
  file.rotate();
  assert.equal(replaced, 0);
  appendFileSync(path, '4');
  file.rotate();
  assert.deepEqual([replaced, read(), read('.1')], [1, '', '1234']);
});

test('A directory without write permission keeps the log where it is', {
  skip: process.getuid?.() === 0 && 'root may write anywhere',
}, (t) => {
  const { directory, messages, open, read } = setUp(t, { maxbytes: 4, backups: 1 });
  const file = open();
  chmodSync(directory, 0o500);
  t.after(() => chmodSync(directory, 0o700));
  file.write(bytes('12345'));
  assert.equal(read(), '12345');
  assert.match(messages.join(), /EACCES/);
});
