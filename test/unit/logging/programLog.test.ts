import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createConsoles } from '../../../src/logging/consoles.ts';
import type { OutputHooks } from '../../../src/logging/outputChain.ts';
import { openProgramLog, type ProgramLogOptions } from '../../../src/logging/programLog.ts';
import type { ProcessConfig } from '../../../src/model/config.ts';
import { FakeNative, processConfig, temporaryDirectory } from './fakes.ts';

interface Setting extends Partial<Pick<ProgramLogOptions, 'channel' | 'hooks'>> {
  readonly stripAnsi?: boolean;
  readonly config?: Partial<ProcessConfig>;
  readonly path?: string | null;
  readonly debug?: boolean;
}

function setUp(t: TestContext, { config = {}, debug = false, ...rest }: Setting = {}) {
  const native = new FakeNative();
  const directory = temporaryDirectory(t);
  const path = rest.path === undefined ? join(directory, 'log') : rest.path;
  const messages: string[] = [];
  const say = (level: string) => (message: string | (() => string)) =>
    void messages.push(`${level} ${typeof message === 'function' ? message() : message}`);
  const activityLog = {
    debug: debug ? say('debug') : () => undefined,
    warn: say('warn'),
    error: say('error'),
    isEnabled: () => debug,
  };
  const log = openProgramLog(0, {
    shared: {
      native,
      syslog: native.syslog,
      consoles: createConsoles({ native, report: () => undefined, limit: 10 }),
      activityLog,
      stripAnsi: rest.stripAnsi ?? false,
      report: (level, message) => activityLog[level](message),
    },
    config: processConfig(config),
    group: 'pets',
    channel: rest.channel ?? 'stdout',
    file: path === null ? null : { path, owned: false },
    hooks: rest.hooks ?? {},
  });
  t.after(() => log.close());
  const [pump] = native.pumps;
  assert.ok(pump);
  const read = (suffix = '') => readFileSync(path + suffix, 'latin1');
  return { native, log, pump, messages, directory, path: path ?? '', read };
}

/** All hooks at once, as the daemon sets them: the configuration decides which are called. */
function hooks() {
  const calls: string[] = [];
  const all: OutputHooks = {
    onLog: (data) => calls.push(`log ${data.toString('latin1')}`),
    onCommunication: (data) => calls.push(`comm ${data.toString('latin1')}`),
  };
  return { calls, hooks: all };
}

const BEGIN = '<!--XSUPERVISOR:BEGIN-->';
const END = '<!--XSUPERVISOR:END-->';

const WAYS: readonly (readonly [title: string, setting: Setting, kind: string])[] = [
  ['a plain file', {}, 'file'],
  ['a plain file with hooks that the program does not use', { hooks: hooks().hooks }, 'file'],
  ['no log', { path: null }, 'discard'],
  ['/dev/null', { path: '/dev/null' }, 'discard'],
  ['no log, with strip_ansi', { path: null, stripAnsi: true }, 'discard'],
  ['no log, at loglevel debug', { path: null, debug: true }, 'data'],
  ['a plain file, at loglevel debug', { debug: true }, 'data'],
  ['a plain file, with strip_ansi', { stripAnsi: true }, 'data'],
  ['a plain file and syslog', { config: { stdout_syslog: true } }, 'data'],
  ['/dev/stdout', { path: '/dev/stdout' }, 'data'],
  ['events', { config: { stdout_events_enabled: true }, hooks: hooks().hooks }, 'data'],
  ['capture', { config: { stdout_capture_maxbytes: 10 }, hooks: hooks().hooks }, 'data'],
  ['an event listener', { hooks: { onProtocol: () => undefined } }, 'data'],
  ['a tee', { config: { stdout_tee: '/dev/null' } }, 'data'],
  ['a tee of the other channel only', { config: { stderr_tee: '/dev/null' } }, 'file'],
  ['prefixed lines', { config: { stdout_format: 'prefix' } }, 'data'],
  ['lines with times', { config: { stdout_timestamps: true } }, 'data'],
  ['events of the other channel only', { config: { stderr_events_enabled: true }, hooks: hooks().hooks }, 'file'],
];

for (const [title, setting, kind] of WAYS) {
  test(`Output to ${title}: the pump's way is ${kind}`, (t) => {
    assert.equal(setUp(t, setting).pump.sink.kind, kind);
  });
}

test('A file that the pump has filled is rotated and the pump goes on with the new one', (t) => {
  const { pump, read } = setUp(t, { config: { stdout_logfile_maxbytes: 8, stdout_logfile_backups: 1 } });
  pump.feed('12345678');
  assert.equal(pump.limited, false);
  pump.feed('next');
  assert.deepEqual([read(), read('.1')], ['next', '12345678']);
});

test('Lines with a prefix stay whole, and the last one gets an end', (t) => {
  const { log, pump, read } = setUp(t, { config: { stdout_format: 'prefix' } });
  pump.feed('one\ntw');
  assert.equal(read(), 'pets:cat | one\n');
  pump.feed('o\nlast');
  log.close();
  assert.equal(read(), 'pets:cat | one\npets:cat | two\npets:cat | last\n');
});

test('With a tee the file keeps the bytes as they are', (t) => {
  const tee = join(temporaryDirectory(t), 'tee');
  const { pump, read } = setUp(t, { config: { stdout_format: 'prefix', stdout_tee: tee } });
  pump.feed('one\ntw');
  assert.deepEqual([read(), readFileSync(tee, 'utf8')], ['one\ntw', 'pets:cat | one\n']);
});

test('A tee whose reader is slow holds the program back until it has taken all', (t) => {
  const { native, pump } = setUp(t, { config: { stdout_tee: '/dev/stdout' } });
  native.reader(1).room = 0;
  pump.feed('0123456789');
  assert.equal(pump.paused, true);
  native.read(1, 100);
  assert.equal(pump.paused, false);
});

test('Reopening and clearing give the pump the new file', (t) => {
  const { log, pump, path, read } = setUp(t);
  pump.feed('one');
  renameSync(path, `${path}.old`);
  log.reopen();
  pump.feed('two');
  assert.deepEqual([read('.old'), read()], ['one', 'two']);
  assert.equal(log.clear(), 0);
  pump.feed('three');
  assert.equal(read(), 'three');
});

test('stdout and stderr in one file follow each other through a rotation', (t) => {
  const config = {
    stdout_logfile_maxbytes: 8,
    stdout_logfile_backups: 1,
    stderr_logfile_maxbytes: 8,
    stderr_logfile_backups: 1,
  };
  const { pump, path, read } = setUp(t, { config });
  const other = setUp(t, { config, path, channel: 'stderr' });
  pump.feed('out1');
  other.pump.feed('err1');
  pump.feed('out2');
  assert.deepEqual([read(), read('.1')], ['out2', 'out1err1']);
});

test('While its directory is missing the output is counted; then the pump takes over again', (t) => {
  const { log, pump, messages, directory } = setUp(t);
  renameSync(directory, `${directory}.gone`);
  log.reopen();
  assert.equal(pump.sink.kind, 'data');
  pump.feed('lost');
  mkdirSync(directory);
  log.reopen();
  assert.equal(pump.sink.kind, 'data', 'it takes a write to see that the outage is over');
  pump.feed('back');
  assert.equal(pump.sink.kind, 'file');
  assert.match(
    messages.join('\n'),
    /error cannot write the log .*ENOENT[^\n]*\nwarn the log .* 4 bytes of output were lost/,
  );
  execFileSync('rm', ['-r', `${directory}.gone`]);
});

test('A path that cannot even be looked at is an outage like any other', (t) => {
  const loop = join(temporaryDirectory(t), 'loop');
  symlinkSync(loop, loop);
  const { pump, messages } = setUp(t, { path: join(loop, 'log') });
  pump.feed('lost');
  assert.match(messages.join(), /^error cannot write the log .*ELOOP/);
});

test('Write errors of the pump are reported once, with what they cost at their end', (t) => {
  const { pump, messages } = setUp(t);
  pump.handlers.onWriteError?.(28);
  pump.handlers.onWriteResumed?.(1234);
  assert.match(messages.join('\n'), /^error cannot write .*ENOSPC[^\n]*\nwarn .* 1234 bytes of output were lost$/);
});

test('What the pump lost until the end is reported when the log is closed', (t) => {
  const { log, pump, messages } = setUp(t);
  pump.handlers.onWriteError?.(28);
  pump.lost = 77;
  pump.handlers.onEnd();
  log.close();
  assert.match(messages.join('\n'), /77 bytes of output were lost$/);
});

test('A slow reader of our standard output holds the program back', (t) => {
  const { native, log, pump } = setUp(t, { path: '/dev/stdout', config: { stdout_logfile_maxbytes: 5 } });
  native.reader(1).room = 0;
  pump.feed('0123456789');
  assert.equal(pump.paused, true);
  native.read(1, 100);
  assert.equal(pump.paused, false);
  assert.equal(native.reader(1).written, '0123456789');
  log.close();
  native.reader(1).room = 0;
});

test('At loglevel debug output appears in the activity log, in the words of the reference', (t) => {
  const { pump, messages, read } = setUp(t, { debug: true, config: { name: "it's" } });
  pump.feed('größe\n');
  pump.feed('\xff\n');
  assert.deepEqual(messages, [
    `debug "it's" stdout output:\nUndecodable: b'gr\\xf6\\xdfe\\n'`,
    `debug "it's" stdout output:\nUndecodable: b'\\xff\\n'`,
  ]);
  assert.equal(read(), 'größe\n\xff\n');
  const text = setUp(t, { debug: true, channel: 'stderr' });
  text.pump.feed('gr\xc3\xb6\xc3\x9fe\n');
  assert.deepEqual(text.messages, [`debug 'cat' stderr output:\ngröße\n`]);
});

test('Events carry what the log gets, stripped of escapes', (t) => {
  const { calls, hooks: all } = hooks();
  const { pump, read } = setUp(t, { stripAnsi: true, config: { stdout_events_enabled: true }, hooks: all });
  pump.feed('\x1b[1mbold\x1b[0');
  pump.feed('m text');
  assert.deepEqual([calls, read()], [['log bold', 'log  text'], 'bold text']);
});

test('Captured text is no log but a communication, and makes log events as well', (t) => {
  const { calls, hooks: all } = hooks();
  const config = { stdout_capture_maxbytes: 100, stdout_events_enabled: true };
  const { pump, messages, read } = setUp(t, { debug: true, config, hooks: all });
  pump.feed(`a${BEGIN}in`);
  pump.feed(`side${END}b`);
  assert.deepEqual(calls, ['log a', 'log in', 'log side', 'comm inside', 'log b']);
  assert.equal(messages.at(-2), `debug 'cat' stdout emitted a comm event`);
  assert.equal(read(), 'ab');
});

test('At the end nothing that was held back is lost, and an open communication is told of', (t) => {
  const { hooks: all } = hooks();
  const { pump, messages, read } = setUp(t, { config: { stdout_capture_maxbytes: 100 }, hooks: all });
  pump.feed('text <!--XSUPER');
  pump.handlers.onEnd();
  assert.equal(read(), 'text <!--XSUPER');
  const open = setUp(t, { config: { stdout_capture_maxbytes: 100 }, hooks: all });
  open.pump.feed(`x${BEGIN}half`);
  open.log.close();
  assert.deepEqual(messages, []);
  assert.deepEqual(open.messages, [`warn 'cat' stdout ended inside a comm event: 4 bytes of it were dropped`]);
});

test('Syslog gets lines with the name in front, with or without a file', (t) => {
  const { native, pump, read } = setUp(t, { config: { stdout_syslog: true } });
  pump.feed('a\nb');
  pump.handlers.onEnd();
  assert.deepEqual([native.syslogged, read()], [['cat a', 'cat b'], 'a\nb']);
});

test('An event listener is read raw, logged stripped and has no events', (t) => {
  const { calls, hooks: all } = hooks();
  const protocol: string[] = [];
  const config = { stdout_events_enabled: true, stdout_capture_maxbytes: 10, stdout_syslog: true };
  const onProtocol = (data: Buffer) => void protocol.push(data.toString());
  const setting = { debug: true, stripAnsi: true, config, hooks: { ...all, onProtocol } };
  const { native, pump, messages, read } = setUp(t, setting);
  pump.feed('READY\n\x1b[0mx');
  assert.deepEqual([protocol, read(), calls, native.syslogged], [['READY\n\x1b[0mx'], 'READY\nx', [], []]);
  assert.deepEqual(messages, [`debug 'cat' stdout output:\nb'READY\\n\\x1b[0mx'`]);
});

test('A FIFO whose reader is slow holds its program back; without a reader its output is lost, with a message', (t) => {
  const fifo = join(temporaryDirectory(t), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const { log, pump } = setUp(t, { path: fifo });
  assert.equal(pump.sink.kind, 'data');
  pump.feed('nobody reads this');
  log.close();
  assert.equal(pump.closed, true);
});
