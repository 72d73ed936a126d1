import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_NAMES, type EventName, isKindOf } from '../../../../src/model/events.ts';
import { createEvents } from '../../../../src/process/events/events.ts';

/** The names of what `wanted` is told of when every event happens once. */
function toldTo(wanted: readonly EventName[]): string[] {
  const told: string[] = [];
  const events = createEvents({ next: 0 });
  events.subscribe(wanted, ({ name }) => told.push(name));
  for (const name of EVENT_NAMES) events.notify(name, () => '');
  return told;
}

test('who subscribes to a type is told of all its kinds', () => {
  assert.deepEqual(toldTo(['TICK']), ['TICK', 'TICK_5', 'TICK_60', 'TICK_3600']);
  assert.deepEqual(toldTo(['PROCESS_LOG_STDERR']), ['PROCESS_LOG_STDERR']);
  assert.equal(toldTo(['EVENT']).length, EVENT_NAMES.length);
});

test('overlapping subscriptions are told twice', () => {
  assert.deepEqual(toldTo(['TICK_5', 'TICK']), ['TICK', 'TICK_5', 'TICK_5', 'TICK_60', 'TICK_3600']);
});

test('every type but EVENT is a kind of a type that exists', () => {
  for (const name of EVENT_NAMES) assert.ok(isKindOf(name, 'EVENT'), name);
});

test('an event that nobody wants is not made', () => {
  const events = createEvents({ next: 0 });
  const unsubscribe = events.subscribe(['TICK_5'], () => undefined);
  events.notify('TICK_60', () => assert.fail('made'));
  unsubscribe();
  assert.equal(events.isWanted('TICK_5'), false);
  events.notify('TICK_5', () => assert.fail('made'));
});

test('changes of what is wanted are told', () => {
  const events = createEvents({ next: 0 });
  let changes = 0;
  events.onWantedChange(() => changes++);
  const unsubscribe = events.subscribe(['EVENT'], () => undefined);
  assert.ok(changes > 0);
  changes = 0;
  unsubscribe();
  assert.ok(changes > 0);
});
