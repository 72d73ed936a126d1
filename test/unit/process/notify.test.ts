import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ProcessConfig } from '../../../src/model/config.ts';
import { readMessage } from '../../../src/process/notify/messages.ts';
import { isOwn } from '../../../src/process/notify/sender.ts';
import { createSession } from '../../../src/process/notify/session.ts';
import type { Process } from '../../../src/process/process.ts';
import { INITIAL_STATUS, type ProcessStatus } from '../../../src/process/status.ts';
import { handClock } from '../../helpers/handClock.ts';
import { processConfig } from '../../helpers/processConfig.ts';

const PID = 2 ** 22 + 7;
const OWN = { pid: PID, uid: 0, group: PID, session: 1 };
const NOTIFY = { kind: 'notify' } as const;

/** A session with a process of paper: what was done to it, as words. */
function speaking(options: Partial<ProcessConfig>, state: ProcessStatus['state'] = 'RUNNING') {
  const hand = handClock(0);
  const done: string[] = [];
  const write = (message: string): void => void done.push(message);
  const log = { critical: write, error: write, warn: write, info: write, debug: write };
  const process = {
    config: processConfig({ name: 'app', stopwaitsecs: 3, ...options }),
    status: { ...INITIAL_STATUS, state, pid: PID, startedAt: hand.clock.now() },
    becameReady: () => done.push('ready'),
    extendStop: (ms: number) => done.push(`extend ${ms}`),
    saw: (what: object) => done.push(JSON.stringify(what)),
    signal: (signal: number, asGroup = false) => done.push(`signal ${signal}${asGroup ? ' group' : ''}`),
  };
  const session = createSession(process as unknown as Process, {
    clock: hand.clock,
    log,
    drain: () => done.push('drain'),
  });
  const say = (text: string): void => session.datagram(Buffer.from(text), OWN);
  return { ...hand, done, session, say, process };
}

test('messages are lines of assignments; what is none is skipped', () => {
  assert.deepEqual(readMessage(Buffer.from('READY=1\n\n=x\nnothing\nSTATUS=a=b\n')), [
    { name: 'READY', value: '1' },
    { name: 'STATUS', value: 'a=b' },
  ]);
});

const SAID: readonly [text: string, done: readonly string[]][] = [
  ['READY=1', ['ready']],
  ['READY=0', []],
  ['STATUS=50 %\t\x1b[31mdone', ['{"text":"50 % [31mdone"}']],
  [`STATUS=${'x'.repeat(600)}`, [`{"text":"${'x'.repeat(512)}"}`]],
  ['MAINPID=5', ['app: MAINPID=5 is ignored: the process that was started is the main one']],
  ['EXTEND_TIMEOUT_USEC=-1\nEXTEND_TIMEOUT_USEC=\nWATCHDOG=1\nFDSTORE=1\nconstructor=1\nBARRIER=1', []],
];

for (const [text, done] of SAID) {
  test(`${JSON.stringify(text.slice(0, 40))} does what it says`, () => {
    const it = speaking({ ready: NOTIFY });
    it.say(text);
    assert.deepEqual(it.done, done);
  });
}

test('what is too long, what comes from elsewhere and what comes too late are ignored', () => {
  const it = speaking({ ready: NOTIFY });
  it.session.datagram(null, OWN);
  it.session.datagram(Buffer.from('READY=1'), { pid: 0, uid: 0, group: -1, session: -1 });
  assert.deepEqual(it.done, [
    `app: a notification of pid ${PID} (uid 0) is ignored: it is too long`,
    'app: a notification of pid 0 (uid 0) is ignored: its sender is none of the program',
  ]);
  Object.assign(it.process.status, { pid: 0 });
  it.say('READY=1');
  assert.equal(it.done.length, 2);
});

const SENDERS: readonly [title: string, sender: Parameters<typeof isOwn>[1], own: boolean][] = [
  ['of its group', { pid: 5, uid: 9, group: PID, session: 1 }, true],
  ['of its session', { pid: 5, uid: 9, group: 5, session: PID }, true],
  ['of another group', { pid: process.pid, uid: 0, group: 5, session: 5 }, false],
  ['of another pid namespace', { pid: 0, uid: 33, group: -1, session: -1 }, false],
  ['that is gone, of its user', { pid: PID + 1, uid: 33, group: -1, session: -1 }, true],
  ['that is gone, of root', { pid: PID + 1, uid: 0, group: -1, session: -1 }, true],
  ['that is gone, of another user', { pid: PID + 1, uid: 34, group: -1, session: -1 }, false],
];

for (const [title, sender, own] of SENDERS) {
  test(`a sender ${title} is ${own ? 'heard' : 'not heard'}`, () => {
    const subject = { config: processConfig({ uid: 33 }), status: { ...INITIAL_STATUS, pid: PID } };
    assert.equal(isOwn(subject as Process, sender), own);
  });
}

test('a descendant is heard wherever it has put itself', () => {
  const subject = { config: processConfig({ uid: 33 }), status: { ...INITIAL_STATUS, pid: process.ppid } };
  assert.equal(isOwn(subject as Process, { pid: process.pid, uid: 0, group: 5, session: 5 }), true);
});

test('more time is asked for while it starts and while it stops', () => {
  const starting = speaking({ ready: NOTIFY, ready_timeout: 1 });
  starting.say('EXTEND_TIMEOUT_USEC=5000000');
  starting.pass(4999);
  assert.deepEqual(starting.done, []);
  starting.pass(2);
  assert.deepEqual(starting.done, ['app is not ready after 1 seconds: it has not said so']);
  const stopping = speaking({ ready: NOTIFY }, 'STOPPING');
  stopping.say('EXTEND_TIMEOUT_USEC=2500000');
  assert.deepEqual(stopping.done, ['extend 2500']);
});

const { SIGABRT, SIGKILL } = constants.signals;
const BITE = `watchdog: app has sent no WATCHDOG=1 for 2 seconds; killing it (pid ${PID}) with SIGABRT`;

test('a watchdog waits for READY=1, then for each ping, and bites once', async () => {
  const it = speaking({ ready: NOTIFY, watchdog_sec: 2, killasgroup: true });
  it.pass(10_000);
  it.say('READY=1');
  for (let i = 0; i < 5; i++) {
    it.pass(1500);
    await setImmediate();
    it.say('WATCHDOG=1');
  }
  assert.deepEqual(new Set(it.done), new Set(['ready', 'drain']));
  it.done.length = 0;
  it.pass(2000);
  await setImmediate();
  it.pass(1000);
  await setImmediate();
  assert.deepEqual(
    it.done.filter((each) => each !== 'drain'),
    [BITE, `signal ${SIGABRT}`],
  );
  it.say('READY=1\nWATCHDOG=trigger\nSTOPPING=1');
  it.pass(3000);
  assert.deepEqual(it.done.slice(-2), [`killing 'app' (${PID}) with SIGKILL`, `signal ${SIGKILL} group`]);
});

test('a daemon that stood still itself gives one more interval', async () => {
  const it = speaking({ watchdog_sec: 2 });
  it.jump(60_000);
  await setImmediate();
  assert.deepEqual(it.done, ['drain']);
  it.pass(2000);
  await setImmediate();
  assert.deepEqual(it.done, ['drain', 'drain', BITE, `signal ${SIGABRT}`]);
});

test('a program may change its watchdog, let it bite, and need it no more when it stops', async () => {
  const changed = speaking({ watchdog_sec: 2 });
  changed.say('WATCHDOG_USEC=60000000');
  changed.pass(30_000);
  await setImmediate();
  assert.deepEqual(changed.done, []);
  const stopping = speaking({ watchdog_sec: 2 });
  stopping.say('STOPPING=1');
  stopping.pass(5000);
  await setImmediate();
  assert.deepEqual(stopping.done, ['drain']);
  const asking = speaking({ watchdog_sec: 2 });
  asking.say('WATCHDOG=trigger');
  assert.match(asking.done[0] ?? '', /^watchdog: app has asked for it/);
});

test('the end of a run leaves no timer', () => {
  const it = speaking({ ready: NOTIFY, watchdog_sec: 2 });
  it.say('READY=1');
  it.session.end();
  assert.equal(it.timers.size, 0);
});

test('a newline on the descriptor counts once', () => {
  const it = speaking({ ready: NOTIFY, notify_fd: 3 });
  it.session.bytes(Buffer.from('up'));
  it.session.bytes(Buffer.from('\nmore\n'));
  it.session.bytes(Buffer.from('\n'));
  it.session.endOfBytes();
  assert.deepEqual(it.done, ['ready']);
});
