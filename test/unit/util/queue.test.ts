import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createQueue } from '../../../src/util/queue.ts';

test('a queue is as an array, however often things come, go, and come back to the front', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.constant('push' as const) },
    { weight: 4, arbitrary: fc.constant('shift' as const) },
    { weight: 2, arbitrary: fc.constant('unshift' as const) },
    { weight: 1, arbitrary: fc.constant('many' as const) },
    { weight: 1, arbitrary: fc.constant('empty' as const) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = createQueue<number>();
      const model: number[] = [];
      let next = 0;
      const does = {
        push: () => [queue.push(next), model.push(next++)],
        unshift: () => [queue.unshift(next), model.unshift(next++)],
        shift: () => assert.equal(queue.shift(), model.shift()),
        many: () => {
          for (let i = 0; i < 100; i++) does.push();
        },
        empty: () => {
          while (model.length > 0) does.shift();
        },
      };
      for (const each of steps) {
        does[each]();
        assert.equal(queue.size(), model.length);
        assert.equal(queue.first(), model[0]);
      }
    }),
  );
});

test('a cleared queue is empty', () => {
  const queue = createQueue<string>();
  queue.push('a');
  queue.clear();
  assert.deepEqual([queue.size(), queue.first(), queue.shift()], [0, undefined, undefined]);
});
