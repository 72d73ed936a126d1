import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTicks } from '../../../src/daemon/ticks.ts';
import { createEvents } from '../../../src/process/events/events.ts';
import { handClock } from '../../helpers/handClock.ts';

/** 11:59:58. */
const NOON = 1_700_049_600_000;
const START = NOON - 2000;

function ticking(...wanted: ('TICK' | 'TICK_5' | 'TICK_60' | 'TICK_3600')[]) {
  const hand = handClock(START);
  const events = createEvents({ next: 0 });
  const ticks = createTicks(hand.clock, events);
  events.onWantedChange(ticks.revise);
  const told: string[] = [];
  const unsubscribe = events.subscribe(wanted, ({ name, payload }) => told.push(`${name} ${payload}`));
  return { ...hand, told, unsubscribe };
}

test('ticks come when the wall clock passes a multiple of their period', () => {
  const { pass, told } = ticking('TICK_5');
  pass(1999);
  assert.deepEqual(told, []);
  pass(8001);
  assert.deepEqual(told, [`TICK_5 when:${NOON / 1000}`, `TICK_5 when:${NOON / 1000 + 5}`]);
});

test('every period has its tick', () => {
  const { pass, told } = ticking('TICK');
  pass(2000);
  assert.deepEqual(
    told.map((each) => each.split(' ')[0]),
    ['TICK_5', 'TICK_60', 'TICK_3600'],
  );
});

test('without a subscription no timer runs', () => {
  const { timers, unsubscribe } = ticking('TICK');
  assert.equal(timers.size, 3);
  unsubscribe();
  assert.equal(timers.size, 0);
});

test('a wall clock that is set forward brings a tick nearer', () => {
  const { pass, told, skip } = ticking('TICK_3600');
  pass(10_000);
  skip(3_600_000);
  pass(60_000);
  assert.deepEqual(told.at(-1), `TICK_3600 when:${NOON / 1000 + 3600}`);
});
