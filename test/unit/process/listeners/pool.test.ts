import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Log } from '../../../../src/process/context.ts';
import { createEvents } from '../../../../src/process/events/events.ts';
import type { Listener } from '../../../../src/process/listeners/listener.ts';
import { createListenerPool } from '../../../../src/process/listeners/pool.ts';
import type { Judge, Verdict } from '../../../../src/process/listeners/resultHandlers.ts';
import type { Process } from '../../../../src/process/process.ts';

/** A pool whose listeners are strings: what each was sent, and what the log says. */
function poolOf(count: number, options: { size?: number; judge?: Judge } = {}) {
  const lines: string[] = [];
  const say = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  const log: Log = {
    critical: say('critical'),
    error: say('error'),
    warn: say('warn'),
    info: say('info'),
    debug: () => undefined,
  };
  const events = createEvents({ next: 0 });
  const judge: Judge = options.judge ?? ((_event, result) => (result.toString() === 'OK' ? 'processed' : 'rejected'));
  const pool = createListenerPool(
    {
      kind: 'eventlistener',
      name: 'p',
      priority: -1,
      processes: [],
      buffer_size: options.size ?? 10,
      events: ['TICK_5'],
      result_handler: '',
    },
    { log, events, identifier: 'id', judge },
  );
  const members = Array.from({ length: count }, (_, index) => {
    const name = `l${index}`;
    const sent: string[] = [];
    const fake = { config: { name }, status: { state: 'RUNNING' }, takes: 'taken' };
    const process = Object.assign(fake, {
      write(bytes: Uint8Array) {
        if (fake.takes === 'taken') sent.push(Buffer.from(bytes).toString().split('\n')[1] ?? '');
        return fake.takes;
      },
    });
    const listener = pool.hire(name);
    pool.add(process as unknown as Process, listener);
    listener.started();
    return { listener, sent, process };
  });
  const happen = (payload: string) => events.notify('TICK_5', () => payload);
  return { pool, events, lines, members, happen };
}

function say(listener: Listener | undefined, text: string): void {
  listener?.output(Buffer.from(text));
}

test('events wait until a listener is ready, and come in order', async () => {
  const { members, happen } = poolOf(1);
  const [only] = members;
  happen('a');
  happen('b');
  await turn();
  assert.deepEqual(only?.sent, []);
  say(only?.listener, 'READY\n');
  await turn();
  assert.deepEqual(only?.sent, ['a']);
  say(only?.listener, 'RESULT 2\nOKREADY\n');
  await turn();
  assert.deepEqual(only?.sent, ['a', 'b']);
});

test('a listener that is not RUNNING gets nothing until it is', async () => {
  const { members, happen } = poolOf(1);
  const [only] = members;
  if (only !== undefined) only.process.status.state = 'STARTING';
  say(only?.listener, 'READY\n');
  happen('a');
  await turn();
  assert.deepEqual(only?.sent, []);
  if (only !== undefined) only.process.status.state = 'RUNNING';
  only?.listener.running();
  await turn();
  assert.deepEqual(only?.sent, ['a']);
});

test('a full buffer loses its oldest event, and the log says which', () => {
  const { lines, happen } = poolOf(1, { size: 2 });
  for (const payload of ['a', 'b', 'c', 'd']) happen(payload);
  assert.deepEqual(lines, [
    'error: pool p event buffer overflowed, discarding event 0',
    'error: pool p event buffer overflowed, discarding event 1',
  ]);
});

test('a rejected event comes again before those that happened later', async () => {
  const { members, happen, lines } = poolOf(1);
  const [only] = members;
  say(only?.listener, 'READY\n');
  happen('a');
  await turn();
  happen('b');
  say(only?.listener, 'RESULT 4\nFAILREADY\n');
  await turn();
  assert.deepEqual(only?.sent, ['a', 'a']);
  assert.deepEqual(lines, ['warn: l0: event was rejected']);
});

test('a rejected event that comes back to a full buffer takes the place of the oldest', async () => {
  const { members, happen, lines } = poolOf(1, { size: 1 });
  const [only] = members;
  say(only?.listener, 'READY\n');
  happen('a');
  await turn();
  happen('b');
  say(only?.listener, 'RESULT 4\nFAILREADY\n');
  await turn();
  assert.deepEqual(only?.sent, ['a', 'a']);
  assert.ok(lines.includes('error: pool p event buffer overflowed, discarding event 1'), lines.join('\n'));
});

test('the event of a listener that dies goes to another one', async () => {
  const { members, happen } = poolOf(2);
  const [first, second] = members;
  say(first?.listener, 'READY\n');
  happen('a');
  await turn();
  first?.listener.ended();
  say(second?.listener, 'READY\n');
  await turn();
  assert.deepEqual([first?.sent, second?.sent], [['a'], ['a']]);
});

test('a listener whose pipe is closed is passed over', async () => {
  const { members, happen } = poolOf(2);
  const [first, second] = members;
  if (first !== undefined) first.process.takes = 'closed';
  for (const { listener } of members) say(listener, 'READY\n');
  happen('a');
  await turn();
  assert.deepEqual([first?.sent, second?.sent, first?.listener.state], [[], ['a'], 'READY']);
});

test('a listener that breaks the protocol gets no more, and its event goes to another one', async () => {
  const { members, happen, lines } = poolOf(2);
  const [first, second] = members;
  say(first?.listener, 'READY\n');
  happen('a');
  await turn();
  say(first?.listener, 'hello\n');
  say(second?.listener, 'READY\n');
  await turn();
  assert.equal(first?.listener.state, 'UNKNOWN');
  assert.deepEqual(second?.sent, ['a']);
  assert.match(lines.join('\n'), /warn: l0: bad result line: 'hello'\nwarn: l0: has entered the UNKNOWN state/);
});

test('a closed pool takes no more events', async () => {
  const { pool, events, members, happen } = poolOf(1);
  say(members[0]?.listener, 'READY\n');
  pool.close();
  happen('a');
  await turn();
  assert.deepEqual([members[0]?.sent, events.isWanted('TICK_5')], [[], false]);
});

test('a result that takes time to judge holds back what the listener says next', async () => {
  let conclude: (verdict: Verdict) => void = () => undefined;
  const judge: Judge = () => new Promise((resolve) => (conclude = resolve));
  const { members, happen } = poolOf(1, { judge });
  const [only] = members;
  say(only?.listener, 'READY\n');
  happen('a');
  happen('b');
  await turn();
  say(only?.listener, 'RESULT 2\nOKREADY\n');
  await turn();
  assert.deepEqual(only?.sent, ['a']);
  conclude('processed');
  await turn();
  assert.deepEqual(only?.sent, ['a', 'b']);
});

test('a judgement on what a former run answered changes nothing', async () => {
  let conclude: (verdict: Verdict) => void = () => undefined;
  const judge: Judge = () => new Promise((resolve) => (conclude = resolve));
  const { members, happen } = poolOf(1, { judge });
  const [only] = members;
  say(only?.listener, 'READY\n');
  happen('a');
  await turn();
  say(only?.listener, 'RESULT 2\nOK');
  only?.listener.ended();
  only?.listener.started();
  conclude('error');
  await turn();
  assert.equal(only?.listener.state, 'ACKNOWLEDGED');
  say(only?.listener, 'READY\n');
  await turn();
  assert.deepEqual(only?.sent, ['a', 'a']);
});

test('two subscriptions that overlap deliver an event twice with one serial', async () => {
  const events = createEvents({ next: 5 });
  const serials: unknown[] = [];
  events.subscribe(['TICK', 'TICK_5'], (event) => {
    event.serial ??= events.nextSerial();
    serials.push(event.serial);
  });
  events.notify('TICK_5', () => '');
  assert.deepEqual(serials, [5, 5]);
});
