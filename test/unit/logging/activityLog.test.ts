import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ActivityLogOptions, createActivityLog } from '../../../src/logging/activityLog.ts';
import { createConsoles } from '../../../src/logging/consoles.ts';
import { formatLine } from '../../../src/logging/logLine.ts';
import { FakeNative, temporaryDirectory } from './fakes.ts';

function setUp(t: TestContext, changes: Partial<ActivityLogOptions> = {}) {
  const native = new FakeNative();
  const consoles = createConsoles({ native, report: (level, message) => log[level](message) });
  const logfile = join(temporaryDirectory(t), 'supervisord.log');
  const base = {
    syslog: native.syslog,
    consoles,
    level: 'info',
    logfile,
    maxbytes: 0,
    backups: 0,
    console: false,
  } as const;
  const log = createActivityLog({ ...base, ...changes });
  t.after(() => log.close(0));
  const lines = () => {
    log.flush();
    return withoutTime(readFileSync(logfile, 'utf8'));
  };
  return { native, log, logfile, lines };
}

function withoutTime(text: string): string[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /, ''));
}

test('A line carries the local time with milliseconds, the level and the message', () => {
  const time = new Date(2026, 10, 24, 10, 5, 4, 7).getTime();
  assert.equal(formatLine('info', 'text', time), '2026-11-24 10:05:04,007 INFO text');
  assert.equal(formatLine('blather', 'text', time + 990), '2026-11-24 10:05:04,997 BLAT text');
  assert.equal(formatLine('error', 'text', time + 1000), '2026-11-24 10:05:05,007 ERRO text');
});

test('An urgent line is in the file when the call returns, with those before it', (t) => {
  const { log, logfile } = setUp(t);
  log.info('one');
  assert.equal(readFileSync(logfile, 'utf8'), '');
  log.critical('two');
  assert.deepEqual(withoutTime(readFileSync(logfile, 'utf8')), ['INFO one', 'CRIT two']);
});

test('Other lines are in the file when the event loop turns, those of a burst in few writes', async (t) => {
  const { native, log } = setUp(t, { logfile: '/dev/stdout' });
  for (let i = 0; i < 2000; i++) log.info(`reaped unknown pid ${i}`);
  await new Promise((resolve) => setImmediate(resolve));
  const lines = withoutTime(native.reader(1).written);
  assert.deepEqual([lines.length, lines.at(-1)], [2000, 'INFO reaped unknown pid 1999']);
  assert.ok(native.writes.length < 20, `${native.writes.length} writes`);
});

test('Lines that wait are written when the process ends at once', (t) => {
  const { log, logfile } = setUp(t);
  log.info('last words');
  process.emit('exit', 0);
  assert.deepEqual(withoutTime(readFileSync(logfile, 'utf8')), ['INFO last words']);
});

test('A message may have several lines, any characters and no text at all', (t) => {
  const { log, lines } = setUp(t);
  log.critical('one');
  log.error('größe\nsecond line');
  log.warn('%s {}');
  log.info('');
  assert.deepEqual(lines(), ['CRIT one', 'ERRO größe', 'second line', 'WARN %s {}', 'INFO ']);
});

test('What is below the level is neither written nor made', (t) => {
  const { log, lines } = setUp(t, { level: 'warn' });
  log.info(() => assert.fail('made'));
  log.debug('x');
  log.warn(() => 'made');
  assert.deepEqual([lines(), log.isEnabled('info'), log.isEnabled('error')], [['WARN made'], false, true]);
});

test('The lowest level lets everything through', (t) => {
  const { log, lines } = setUp(t, { level: 'blather' });
  log.debug('d');
  log.trace('t');
  log.blather('b');
  assert.deepEqual(lines(), ['DEBG d', 'TRAC t', 'BLAT b']);
});

test('In the foreground lines go to standard output as well, twice where the log is there too', (t) => {
  const { native, log, lines } = setUp(t, { console: true });
  log.info('x');
  assert.deepEqual(lines(), ['INFO x']);
  assert.deepEqual(withoutTime(native.reader(1).written), ['INFO x']);
  const both = setUp(t, { console: true, logfile: '/dev/stdout', maxbytes: 10 });
  both.log.info('x');
  both.log.flush();
  assert.deepEqual(withoutTime(both.native.reader(1).written), ['INFO x', 'INFO x']);
});

test('A log in syslog gets a formatted message a line', (t) => {
  const { native, log } = setUp(t, { logfile: 'syslog' });
  log.info('a\nb\n');
  const messages = native.syslogged.map((line) => line.replace(/[\d-]+ [\d:,]+ /, ''));
  assert.deepEqual(messages, ['INFO a\n', 'INFO b\n']);
});

test('The log is rotated, reopened and cleared like any other', (t) => {
  const { log, logfile, lines } = setUp(t, { maxbytes: 50, backups: 1 });
  log.info('x'.repeat(40));
  assert.match(readFileSync(`${logfile}.1`, 'utf8'), /INFO x+\n$/);
  renameSync(logfile, `${logfile}.moved`);
  log.reopen();
  log.info('a');
  assert.deepEqual(lines(), ['INFO a']);
  assert.equal(log.remove(), 0);
  log.info('b');
  assert.deepEqual(lines(), ['INFO b']);
});

test('A log that cannot be written says so on standard error and, once it can, in itself', (t) => {
  const directory = temporaryDirectory(t);
  const { native, log } = setUp(t, { logfile: join(directory, 'sub', 'log') });
  log.info('lost');
  log.flush();
  assert.match(native.reader(2).written, /^\S+ \S+ ERRO cannot write the log .*ENOENT.*\n$/);
});

test('A console that fails while a line is written is reported in the file, in order', (t) => {
  const { native, log, lines } = setUp(t, { console: true });
  native.reader(1).errno = 32;
  log.error('one');
  log.error('two');
  const [one, failure, two, ...rest] = lines();
  assert.deepEqual([one, two, rest], ['ERRO one', 'ERRO two', []]);
  assert.match(failure ?? '', /^ERRO cannot write the log \/dev\/stdout: EPIPE/);
});

test('Closing waits for a slow reader, but not longer than the deadline', async (t) => {
  const { native, log } = setUp(t, { console: true });
  native.reader(1).room = 0;
  log.error('x');
  const closed = log.close(60_000);
  native.read(1, 1000);
  await closed;
  assert.deepEqual(withoutTime(native.reader(1).written), ['ERRO x']);
});

test('A directory that comes back gets the log again', async (t) => {
  const { log, logfile } = setUp(t);
  rmSync(logfile);
  log.reopen();
  log.info('again');
  log.flush();
  assert.match(readFileSync(logfile, 'utf8'), /INFO again\n$/);
});

test('Once the start is over, lines go on as before, in their order', async (t) => {
  const { log, lines } = setUp(t, { level: 'debug' });
  const say = (when: string) => {
    log.debug(`${when}: a detail`);
    log.critical(() => `${when}:\nübel`);
    log.trace(`${when}: too much`);
  };
  say('before');
  const settled = log.settle();
  say('meanwhile');
  await settled;
  say('after');
  const expected = ['before', 'meanwhile', 'after'].map((when) => [`DEBG ${when}: a detail`, `CRIT ${when}:`, 'übel']);
  assert.deepEqual(lines(), expected.flat());
});
