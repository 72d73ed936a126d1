import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fraction,
  oneOf,
  rate,
  rateText,
  seconds,
  someTime,
  stopSteps,
  stopStepsText,
} from '../../../src/config/types/durations.ts';

const SECONDS = { '10': 10, '0.5': 0.5, ' 90s ': 90, '5m': 300, '1h': 3600, '2d': 172_800, '250ms': 0.25, '0': 0 };

for (const [text, expected] of Object.entries(SECONDS)) {
  test(`the duration '${text}' is ${expected} seconds`, () => assert.equal(seconds(text), expected));
}

const REFUSED: readonly (readonly [(value: string) => unknown, readonly string[]])[] = [
  [seconds, ['', 'x', '-1', '1w', '1 2', '1e3', 'Infinity']],
  [someTime, ['', '0', '0s', '-1']],
  [fraction, ['', '1.1', '-0.1', '20%', '.']],
  [rate, ['', '5', '5/', '/60', '0/60', '5/60/1', '-1/5s', '1.5/5']],
  [stopSteps, ['', 'TERM', 'TERM:', 'NOPE:5', 'TERM:5,', 'TERM:5:6', ':5']],
  [oneOf('a', 'b'), ['', 'c', 'a b']],
];

for (const [convert, texts] of REFUSED) {
  for (const text of texts) {
    test(`${convert.name || 'oneOf'} refuses '${text}' and says what would be right`, () => {
      assert.throws(() => convert(text), { name: 'BadValue', expected: /./ });
    });
  }
}

test('rates and stop sequences are read, and written as they can be read', () => {
  assert.deepEqual(rate('5/1m'), [5, 60]);
  assert.deepEqual(rate(rateText([5, 60]) ?? ''), [5, 60]);
  const steps = stopSteps('TERM:20, SIGINT:0.5');
  assert.deepEqual(steps, [
    [15, 20],
    [2, 0.5],
  ]);
  assert.deepEqual(stopSteps(stopStepsText(steps) ?? ''), steps);
});
