import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScheduler } from '../../../src/daemon/schedule/scheduler.ts';
import type { ProcessStateName } from '../../../src/model/states.ts';
import type { Process } from '../../../src/process/process.ts';
import { handClock } from '../../helpers/handClock.ts';
import { processConfig } from '../../helpers/processConfig.ts';

process.env.TZ = 'Europe/Berlin';

const HOUR = 3_600_000;

/** Programs by their schedules, and what is done to them. */
function scheduling(start: string, schedules: Readonly<Record<string, string>>) {
  const hand = handClock(Date.parse(start));
  const told: string[] = [];
  const say = (message: string | (() => string)) => void told.push(String(message));
  const local = (at: number) => new Date(at).toLocaleString('sv-SE');
  const make = ([name, schedule]: readonly [string, string]) => ({
    config: processConfig({ name, schedule }),
    status: { state: 'STOPPED' as ProcessStateName },
    next: '',
    scheduledFor(at: number | null) {
      this.next = at === null ? 'never' : local(at);
    },
  });
  const processes = Object.entries(schedules).map(make);
  const supervisor = {
    clock: hand.clock,
    log: { info: say, warn: say } as never,
    mood: 'RUNNING' as const,
    processes: () => processes as unknown as Process[],
    startInOrder: ({ config }: Process) => void told.push(`start ${config.name} at ${local(hand.clock.wall())}`),
  };
  const scheduler = createScheduler(supervisor);
  scheduler.revise();
  const starts = () => told.filter((each) => each.startsWith('start ')).map((each) => each.replace('start ', ''));
  return { ...hand, scheduler, supervisor, processes, told, starts };
}

test('a program is started at its times, in the time zone of the daemon', () => {
  const { pass, starts, processes } = scheduling('2026-01-15T12:00:00+01:00', { a: '30 3 * * *' });
  assert.equal(processes[0]?.next, '2026-01-16 03:30:00');
  pass(24 * HOUR);
  assert.deepEqual(starts(), ['a at 2026-01-16 03:30:00']);
  assert.equal(processes[0]?.next, '2026-01-17 03:30:00');
});

test('a run that is due while the one before is not over is left out, and the log says so', () => {
  const { pass, told, processes } = scheduling('2026-01-15T12:00:30+01:00', { a: '* * * * *' });
  const [a] = processes;
  assert.ok(a !== undefined);
  a.status = { state: 'RUNNING' };
  pass(60_000);
  assert.deepEqual(told, ['schedule: a is RUNNING, so that this run is left out']);
  a.status = { state: 'EXITED' };
  pass(60_000);
  assert.deepEqual(told.slice(1), ['schedule: starting a', 'start a at 2026-01-15 12:02:00']);
});

test('seconds are the first of six fields', () => {
  const { pass, starts } = scheduling('2026-01-15T12:00:00+01:00', { a: '*/20 * * * * *' });
  pass(60_000);
  assert.deepEqual(starts(), ['a at 2026-01-15 12:00:20', 'a at 2026-01-15 12:00:40', 'a at 2026-01-15 12:01:00']);
});

test('a time that summer time leaves out comes right after it, one that comes twice counts once', () => {
  const spring = scheduling('2026-03-29T00:00:00+01:00', { a: '30 2 * * *' });
  spring.pass(24 * HOUR);
  assert.deepEqual(spring.starts(), ['a at 2026-03-29 03:00:00']);
  const autumn = scheduling('2026-10-25T00:00:00+02:00', { a: '30 2 * * *' });
  autumn.pass(24 * HOUR);
  assert.deepEqual(autumn.starts(), ['a at 2026-10-25 02:30:00']);
});

test('every hour of the day has its run, on the days with 23 and 25 too', () => {
  for (const [day, hours] of [
    ['2026-03-29T00:00:00+01:00', 23],
    ['2026-10-25T00:00:00+02:00', 25],
  ] as const) {
    const { pass, starts } = scheduling(day, { a: '15 * * * *' });
    pass(hours * HOUR);
    assert.equal(starts().length, hours);
  }
});

test('a clock that is set forward past several times brings one run, within a minute', () => {
  const { pass, skip, starts, processes } = scheduling('2026-01-15T12:00:00+01:00', { a: '0 * * * *' });
  pass(1000);
  skip(5 * HOUR);
  pass(60_000);
  assert.deepEqual(starts(), ['a at 2026-01-15 17:01:00']);
  assert.equal(processes[0]?.next, '2026-01-15 18:00:00');
});

test('a clock that is set back a little repeats nothing, one that is set back far starts over', () => {
  const { pass, skip, starts } = scheduling('2026-01-15T12:00:00+01:00', { a: '0 * * * *' });
  pass(HOUR);
  skip(-10 * 60_000);
  pass(30 * 60_000);
  assert.deepEqual(starts(), ['a at 2026-01-15 13:00:00']);
  skip(-48 * HOUR);
  pass(HOUR);
  assert.deepEqual(starts().slice(1), ['a at 2026-01-13 14:00:00']);
});

test('programs that are gone are not started any more, and without any no timer runs', () => {
  const { pass, scheduler, processes, starts, timers } = scheduling('2026-01-15T12:00:00+01:00', {
    a: '@hourly',
    b: '@hourly',
  });
  assert.equal(timers.size, 1);
  processes.shift();
  scheduler.revise();
  pass(HOUR);
  assert.deepEqual(starts(), ['b at 2026-01-15 13:00:00']);
  processes.shift();
  scheduler.revise();
  assert.equal(timers.size, 0);
});

test('nothing is started once it has been stopped, or while the daemon shuts down', () => {
  const stopped = scheduling('2026-01-15T12:00:00+01:00', { a: '@hourly' });
  stopped.scheduler.stop();
  assert.equal(stopped.timers.size, 0);
  const leaving = scheduling('2026-01-15T12:00:00+01:00', { a: '@hourly' });
  Object.assign(leaving.supervisor, { mood: 'SHUTDOWN' });
  leaving.pass(2 * HOUR);
  assert.deepEqual(leaving.told, []);
});
