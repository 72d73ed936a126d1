import assert from 'node:assert/strict';
import { closeSync, existsSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createActivityLog } from '../../../src/logging/activityLog.ts';
import { createConsole } from '../../../src/logging/console.ts';
import { createConsoles } from '../../../src/logging/consoles.ts';
import { openProgramLog, type ProgramLogOptions } from '../../../src/logging/programLog.ts';
import { createSyslog } from '../../../src/logging/syslogSocket.ts';
import { native } from '../../../src/native/index.ts';
import { processConfig, temporaryDirectory } from './fakes.ts';

async function until(what: string, condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !condition(); await sleep(5)) {
    assert.ok(Date.now() < deadline, `waited in vain for ${what}`);
  }
}

function setUp(t: TestContext, changes: Partial<ProgramLogOptions> = {}, stripAnsi = false) {
  const directory = temporaryDirectory(t);
  const consoles = createConsoles({ native, report: (_, message) => assert.fail(message) });
  const syslog = createSyslog({ native, report: (_, message) => assert.fail(message) });
  const base = { syslog, consoles, level: 'warn', maxbytes: 0, backups: 0, console: false } as const;
  const activityLog = createActivityLog({ ...base, logfile: join(directory, 'supervisord.log') });
  const path = join(directory, 'log');
  const [read, write] = native.pipe();
  const ended = { value: false };
  const log = openProgramLog(read, {
    shared: {
      native,
      consoles,
      syslog,
      activityLog,
      stripAnsi,
      report: (level, message) => activityLog[level](message),
    },
    config: processConfig({ stdout_logfile_maxbytes: 1000, stdout_logfile_backups: 3 }),
    group: 'pets',
    channel: 'stdout',
    file: { path, owned: false },
    hooks: {},
    onEnd: () => {
      ended.value = true;
    },
    ...changes,
  });
  t.after(async () => {
    log.close();
    await activityLog.close(0);
  });
  const say = (text: string) => void writeSync(write, text);
  const contents = (suffix = '') => (existsSync(path + suffix) ? readFileSync(path + suffix, 'latin1') : null);
  return { log, path, say, contents, ended, endOutput: () => closeSync(write) };
}

test('A pump rotates a file that it has filled and loses nothing', async (t) => {
  const { say, contents, ended, endOutput } = setUp(t);
  for (let i = 0; i < 4; i++) {
    say(`${i}`.repeat(1000));
    await until('the rotation', () => contents() === '' && contents('.1')?.[0] === `${i}`);
  }
  say('rest');
  endOutput();
  await until('the end', () => ended.value);
  const all = ['', '.1', '.2', '.3'].map((suffix) => contents(suffix));
  assert.deepEqual(all, ['rest', '3'.repeat(1000), '2'.repeat(1000), '1'.repeat(1000)]);
});

test('A pump follows a renamed log when it is reopened', async (t) => {
  const { log, path, say, contents, endOutput } = setUp(t);
  say('before');
  await until('the first text', () => contents() === 'before');
  renameSync(path, `${path}.moved`);
  log.reopen();
  say('after');
  await until('the second text', () => contents() === 'after');
  assert.equal(contents('.moved'), 'before');
  endOutput();
});

test('Draining gets what is in the pipe, also through a rotation', (t) => {
  const { log, say, contents, ended, endOutput } = setUp(t);
  say('x'.repeat(1500));
  endOutput();
  assert.equal(log.drain(), true);
  assert.deepEqual([contents(), contents('.1'), ended.value], ['', 'x'.repeat(1500), true]);
});

test('Closing a log whose pipe somebody still holds open keeps what was written so far', (t) => {
  const { log, say, contents, endOutput } = setUp(t);
  say('last words');
  log.close();
  assert.equal(contents(), 'last words');
  endOutput();
});

test('The slow way writes the same bytes as the fast one', async (t) => {
  const { say, contents, endOutput, ended } = setUp(t, {}, true);
  say('\x1b[1m');
  say('bold\xff'.repeat(100));
  endOutput();
  await until('the end', () => ended.value);
  assert.equal(Buffer.from(contents() ?? '', 'latin1').toString(), 'bold\xff'.repeat(100));
});

test('A reader that does not read never stops us, and gets all of it later', async (t) => {
  const [read, write] = native.pipe();
  t.after(() => closeSync(write));
  const source = { name: 'a pipe', open: () => write, close: () => undefined };
  const console = createConsole({ native, source, report: (_, message) => assert.fail(message), limit: 200_000 });
  const calls: string[] = [];
  console.join({ onFull: () => calls.push('full'), onDrained: () => calls.push('drained') });
  for (let i = 0; i < 10; i++) console.write(Buffer.alloc(50_000, `${i}`));
  assert.deepEqual(calls, ['full']);
  const received: Buffer[] = [];
  const pump = native.openPump(
    read,
    { kind: 'data' },
    { onData: (chunk) => received.push(chunk), onEnd: () => undefined },
  );
  t.after(() => pump.close());
  assert.equal(await console.flush(10_000), 0);
  await until('the reader', () => Buffer.concat(received).length === 500_000);
  assert.deepEqual(calls, ['full', 'drained']);
  assert.equal(
    Buffer.concat(received).toString(),
    Array.from({ length: 10 }, (_, i) => `${i}`.repeat(50_000)).join(''),
  );
});
