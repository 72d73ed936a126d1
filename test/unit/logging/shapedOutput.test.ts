import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createShapedOutput, LONGEST_LINE, type Shape } from '../../../src/logging/shapedOutput.ts';

const SHAPE: Shape = { format: 'prefix', timestamps: false, process: 'web', group: 'web', channel: 'stdout' };
const TIME = '2026-01-02T03:04:05.678Z';

/** What is written for these pieces, the last one ended. */
function shape(pieces: readonly (string | Buffer)[], changes: Partial<Shape> = {}): string {
  const out: Buffer[] = [];
  const shaped = createShapedOutput(
    { ...SHAPE, ...changes },
    (lines) => out.push(Buffer.from(lines)),
    () => new Date(TIME),
  );
  for (const piece of pieces) shaped.write(Buffer.from(piece));
  shaped.end();
  return Buffer.concat(out).toString('latin1');
}

const CASES: readonly (readonly [title: string, pieces: readonly string[], changes: Partial<Shape>, out: string])[] = [
  ['every line has the name before it', ['a\nb\n'], {}, 'web | a\nweb | b\n'],
  ['a line in pieces is put together', ['a', 'b', 'c\nd', '\n'], {}, 'web | abc\nweb | d\n'],
  ['empty lines stay', ['\n\n'], {}, 'web | \nweb | \n'],
  ['a last line without an end gets one', ['a'], {}, 'web | a\n'],
  ['nothing is made of nothing', [''], {}, ''],
  ['a process of a group has both names', ['a\n'], { group: 'g' }, 'g:web | a\n'],
  ['raw lines with times', ['a\nb'], { format: 'raw', timestamps: true }, `${TIME} a\n${TIME} b\n`],
  ['prefix and times', ['a\n'], { timestamps: true }, `${TIME} web | a\n`],
  [
    'JSON has all of it',
    ['say "hi"\r\n'],
    { format: 'json', group: 'g', channel: 'stderr' },
    `{"time":"${TIME}","process":"web","group":"g","stream":"stderr","message":"say \\"hi\\""}\n`,
  ],
];

for (const [title, pieces, changes, out] of CASES) {
  test(title, () => assert.equal(shape(pieces, changes), out));
}

test('a line of the greatest length is whole, a longer one comes in pieces', () => {
  const longest = 'x'.repeat(LONGEST_LINE);
  assert.equal(shape([`${longest}\n`]), `web | ${longest}\n`);
  assert.equal(shape([`${longest}yz\n`]), `web | ${longest}\nweb | yz\n`);
  const [first, second] = shape([`${longest}yz\n`], { format: 'json' })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { message: string; partial?: boolean });
  assert.deepEqual([first?.message.length, first?.partial], [LONGEST_LINE, true]);
  assert.deepEqual([second?.message, second?.partial], ['yz', undefined]);
});

test('a long line is not cut within a character', () => {
  const line = `${'x'.repeat(LONGEST_LINE - 1)}ü!`;
  assert.equal(
    shape([`${line}\n`]),
    Buffer.from(`web | ${'x'.repeat(LONGEST_LINE - 1)}\nweb | ü!\n`).toString('latin1'),
  );
});

test('bytes that are no text are kept, and replaced in JSON only', () => {
  const bytes = Buffer.from([0x61, 0xff, 0x0a]);
  assert.equal(shape([bytes]), 'web | a\xff\n');
  assert.match(Buffer.from(shape([bytes], { format: 'json' }), 'latin1').toString('utf8'), /"message":"a\ufffd"/);
});

test('output that never ends its line is not kept for ever', () => {
  const out: number[] = [];
  const shaped = createShapedOutput(SHAPE, (lines) => out.push(lines.length));
  for (let i = 0; i < 1000; i++) shaped.write(Buffer.alloc(1000, 'x'));
  assert.ok(out.reduce((sum, size) => sum + size, 0) > 1_000_000 - LONGEST_LINE);
});
