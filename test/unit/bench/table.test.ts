import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Figure, type Measure, medianFigure, type Target } from '../../bench/experiment.ts';
import { figureText, ratioText, table } from '../../bench/table.ts';
import { isMet } from '../../bench/targets.ts';

const SECONDS = { title: 'start', unit: 's', digits: 2 };
const MILLISECONDS = { title: 'restart', unit: 'ms', digits: 1 };
const COUNT = { title: 'wake-ups', unit: '', digits: 0 };

suite('The median of rounds', () => {
  const cases: readonly (readonly [name: string, figures: readonly Figure[], expected: Figure | undefined])[] = [
    ['is the middle one', [3, 1, 2], 2],
    ['is the mean of the middle two', [4, 1, 2, 3], 2.5],
    ['is nothing where nothing was measured', [], undefined],
    ['takes what did not end for more than anything that did', [{ over: 1 }, 500, 2], 500],
    ['did not end where most did not', [{ over: 60 }, 2, { over: 61 }], { over: 60 }],
    ['takes never for more than that', [{ over: 60 }, 'never', 'never'], 'never'],
    ['has no mean of a number and none', [2, { over: 60 }], { over: 60 }],
  ];
  for (const [name, figures, expected] of cases) {
    test(name, () => assert.deepEqual(medianFigure(figures), expected));
  }
});

suite('A figure of the table', () => {
  const texts = [
    [1.234, SECONDS, '1.23 s'],
    [1038.8, MILLISECONDS, '1,038.8 ms'],
    [0, COUNT, '0'],
    [{ over: 60 }, MILLISECONDS, 'over 60 s'],
    ['never', SECONDS, 'never'],
    [undefined, SECONDS, ''],
  ] as const;
  for (const [figure, measure, expected] of texts) {
    test(`${JSON.stringify(figure) ?? 'none'} is written ${expected || 'as nothing'}`, () => {
      assert.equal(figureText(figure, measure), expected);
    });
  }

  const ratios = [
    [1.3, 0.2, SECONDS, '×6.5'],
    [1038.8, 5.4, MILLISECONDS, '×192'],
    [5400, 1, MILLISECONDS, '×5,400'],
    [0.03, 0.2, SECONDS, '×0.15'],
    [{ over: 60 }, 0.2, SECONDS, 'over ×300'],
    [{ over: 60 }, 200, MILLISECONDS, 'over ×300'],
    ['never', 0.2, SECONDS, ''],
    [10, 0, COUNT, ''],
    [1, undefined, SECONDS, ''],
    [1, { over: 60 }, SECONDS, ''],
  ] as const;
  for (const [figure, ours, measure, expected] of ratios) {
    test(`${JSON.stringify(figure)} beside ${JSON.stringify(ours) ?? 'none'} in ${measure.unit || 'times'} is ${expected || 'not divided'}`, () => {
      assert.equal(ratioText(figure, ours, measure), expected);
    });
  }
});

test('The table has ours first, ratios behind the others, and no column without a figure', () => {
  const rows = [
    { measure: SECONDS, figures: [0.2, 1.3, undefined, { over: 60 }] },
    { measure: COUNT, figures: [0, 9, undefined, undefined] },
  ] as const;
  assert.equal(
    table(['ours', 'old', 'absent', 'slow'], rows),
    `| | ours | old | slow |
|---|---:|---:|---:|
| start | 0.20 s | 1.30 s (×6.5) | over 60 s (over ×300) |
| wake-ups | 0 | 9 | |`,
  );
});

suite('A target', () => {
  const cases: readonly (readonly [Target | undefined, Figure | undefined, Figure | undefined, boolean | undefined])[] =
    [
      [{ limit: 12 }, 11.9, undefined, true],
      [{ limit: 12 }, 12.1, 99, false],
      [{ limit: 12 }, 'never', undefined, false],
      [{ atMost: 0.2 }, 1, 5, true],
      [{ atMost: 0.2 }, 1.1, 5, false],
      [{ atLeast: 5 }, 50, 10, true],
      [{ atLeast: 5 }, 49, 10, false],
      [{ atMost: 0.2 }, 1, undefined, undefined],
      [{ atMost: 0.2 }, undefined, 5, undefined],
      [undefined, 1, 5, undefined],
    ];
  for (const [target, ours, reference, expected] of cases) {
    const words = JSON.stringify([target, ours, reference]);
    test(`${words} is ${expected === undefined ? 'not judged' : expected ? 'met' : 'missed'}`, () => {
      const measure: Measure = { ...SECONDS, ...(target && { target }) };
      assert.equal(isMet(measure, ours, reference), expected);
    });
  }
});
