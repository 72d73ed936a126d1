import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { syslogHeader } from '../../../src/logging/syslogHeader.ts';
import { createSyslog } from '../../../src/logging/syslogSocket.ts';
import { native } from '../../../src/native/index.ts';
import { prepareSyslogDaemon, type SocketKind, type SyslogDaemon } from '../../helpers/syslogDaemon.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { reports, temporaryDirectory } from './fakes.ts';

const HEADER = /^<14>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d supervisord: /;

function setUp(t: TestContext, limit = 1024 * 1024) {
  const path = join(temporaryDirectory(t), 'log');
  const { messages, report } = reports();
  const syslog = createSyslog({
    native,
    report: (level, text) => report(level, text.replaceAll(path, 'LOG')),
    path,
    limit,
  });
  t.after(() => syslog.close());
  const listen = async (kind: SocketKind = 'datagram') => (await prepare(kind))();
  const prepare = async (kind: SocketKind) => {
    const open = await prepareSyslogDaemon(path, kind);
    return async () => use(await open());
  };
  const use = (daemon: SyslogDaemon) => {
    t.after(daemon.end);
    const received = () => daemon.messages().map((message) => message.replace(HEADER, ''));
    return { ...daemon, received, awaits: (count: number) => waitFor('messages', () => received().length >= count) };
  };
  return { path, syslog, reported: messages, send: (text: string) => syslog.send(Buffer.from(text)), listen, prepare };
}

test('The header is that of syslog(3): a day below ten has a blank before it', () => {
  const time = (day: number) => new Date(2026, 10, day, 9, 5, 4, 999).getTime();
  assert.equal(syslogHeader(time(4)), '<14>Nov  4 09:05:04 supervisord: ');
  assert.equal(syslogHeader(time(24)), '<14>Nov 24 09:05:04 supervisord: ');
});

test('A message is a datagram, bytes as they are and no line end added', async (t) => {
  const { send, syslog, listen, reported } = setUp(t);
  const daemon = await listen();
  send('one');
  syslog.send(Buffer.from([0xff, 0x0a]));
  send('');
  await daemon.awaits(3);
  assert.deepEqual(daemon.received(), ['one', '\xff\n', '']);
  assert.match(daemon.messages()[0] ?? '', HEADER);
  assert.deepEqual(reported, []);
});

test('On a stream socket each message ends with a NUL, also where the stream takes only parts of them', async (t) => {
  const { send, listen } = setUp(t, 16 * 1024 * 1024);
  const daemon = await listen('stream');
  daemon.hang();
  const sent = Array.from({ length: 30 }, (_, i) => `${i} ${'x'.repeat(50_000)}`);
  for (const text of sent) send(text);
  daemon.goOn();
  await daemon.awaits(30);
  assert.deepEqual(
    daemon.received(),
    sent.map((text) => `${text}\0`),
  );
});

for (const kind of ['datagram', 'stream'] as const) {
  test(`Nothing is lost or said when the daemon (${kind}) is restarted`, async (t) => {
    const { path, send, listen, prepare, reported } = setUp(t);
    const before = await listen(kind);
    send('before');
    await before.awaits(1);
    const open = await prepare(kind);
    await before.end();
    assert.ok(existsSync(path));
    send('between');
    send('and more');
    const after = await open();
    await after.awaits(kind === 'datagram' ? 2 : 1);
    send('after');
    await waitFor('the last message', () => after.received().at(-1)?.startsWith('after'));
    const texts = after.received().map((text) => text.replace('\0', ''));
    assert.deepEqual(texts.slice(-2), ['and more', 'after']);
    assert.deepEqual(reported, []);
  });
}

test('Without a daemon this is said once, what fits waits, and the count of the rest is told', async (t) => {
  const { send, listen, reported, syslog } = setUp(t, 100);
  for (let i = 0; i < 10; i++) send(`message ${i}`);
  await syslog.flush(10_000);
  await waitFor('the report', () => reported.length > 0);
  assert.deepEqual(reported, [
    'error: cannot send to syslog (LOG): ENOENT (no such file or directory); its messages wait, 100 bytes of them at ' +
      'most, and others are dropped: start a syslog daemon, or take the syslog options out',
  ]);
  const daemon = await listen();
  await daemon.awaits(3);
  assert.deepEqual(daemon.received(), ['message 0', 'message 1', 'message 2']);
  assert.deepEqual(reported.slice(1), ['warn: syslog (LOG) takes messages again; 7 of them were dropped']);
});

test('A daemon that hangs holds nothing up: what it has no room for waits, then is dropped and counted', async (t) => {
  const { send, listen, reported } = setUp(t, 100_000);
  const daemon = await listen();
  daemon.hang();
  const from = performance.now();
  for (let i = 0; i < 3000; i++) send(`${i} ${'x'.repeat(1000)}`);
  assert.ok(performance.now() - from < 2000, 'it was waited for');
  assert.deepEqual(reported, [
    'warn: the syslog daemon at LOG does not keep up: messages for it are dropped from now on',
  ]);
  daemon.goOn();
  await waitFor('the end of it', () => reported.length === 2);
  const [, count] = /again; (\d+) of them were dropped/.exec(reported[1] ?? '') ?? [];
  await daemon.awaits(3000 - Number(count));
  assert.ok(Number(count) > 0);
  const numbers = daemon.received().map((text) => Number.parseInt(text, 10));
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => i),
  );
});

test('What still waits at the end is counted, and a flush waits for a slow daemon no longer than it may', async (t) => {
  const { send, listen, reported, syslog } = setUp(t);
  const daemon = await listen();
  daemon.hang();
  for (let i = 0; i < 1000; i++) send(`${i} ${'x'.repeat(500)}`);
  await syslog.flush(50);
  assert.deepEqual(reported, []);
  syslog.close();
  send('too late');
  daemon.goOn();
  const [, count] = /^warn: (\d+) messages for syslog \(LOG\) were lost/.exec(reported[0] ?? '') ?? [];
  await daemon.awaits(1000 - Number(count));
  assert.equal(daemon.received().length, 1000 - Number(count));
});

test('A flush sends what waits for a daemon that has come back', async (t) => {
  const { send, listen, syslog } = setUp(t);
  send('early');
  const daemon = await listen();
  await syslog.flush(1000);
  await daemon.awaits(1);
  assert.deepEqual(daemon.received(), ['early']);
});
