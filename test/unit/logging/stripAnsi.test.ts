import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnsiStripper } from '../../../src/logging/stripAnsi.ts';

const CASES: readonly (readonly [title: string, input: string, output: string])[] = [
  ['text without escapes', 'plain [0m text', 'plain [0m text'],
  ['colours', 'a\x1b[1;31mred\x1b[0mb', 'aredb'],
  ['sequences in a row', '\x1b[2J\x1b[H\x1b[Kx', 'x'],
  ['other escapes, which stay', '\x1b]0;title\x07 \x1bc \x1b(B', '\x1b]0;title\x07 \x1bc \x1b(B'],
  ['an unknown sequence, up to the next terminator', 'a\x1b[5G xyz m b', 'a b'],
  ['an escape character at the very end', 'a\x1b', 'a\x1b'],
  ['two escape characters', '\x1b\x1b[1mx', '\x1bx'],
  ['an unfinished sequence at the end', 'a\x1b[31', 'a'],
];

for (const [title, input, output] of CASES) {
  test(`Stripping handles ${title}, wherever the text is cut`, () => {
    for (let cut = 0; cut <= input.length; cut++) {
      const stripper = createAnsiStripper();
      const parts = [input.slice(0, cut), input.slice(cut)].map((part) => stripper.strip(Buffer.from(part, 'latin1')));
      assert.equal(Buffer.concat([...parts, stripper.end()]).toString('latin1'), output, `cut at ${cut}`);
    }
  });
}

test('Text that needs no change is not copied', () => {
  const text = Buffer.from('plain');
  assert.equal(createAnsiStripper().strip(text), text);
});
