import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Block } from '../../../src/docs/blocks.ts';
import { toMarkdown } from '../../../src/docs/markdown.ts';

const CASES: readonly (readonly [what: string, block: Block, markdown: string])[] = [
  [
    'signs of Markdown are taken as they stand, but not in code',
    { kind: 'text', text: 'a * b <c> `d_*<e>` [f]' },
    'a \\* b \\<c> `d_*<e>` \\[f\\]',
  ],
  ['links stay links', { kind: 'text', text: 'see [x.md](x.md)' }, 'see [x.md](x.md)'],
  [
    'a bar does not end a cell',
    { kind: 'terms', heads: ['a', 'b'], entries: [['x|y', 'or `z|z`']] },
    '| a | b |\n| --- | --- |\n| `x\\|y` | or `z\\|z` |',
  ],
  [
    'an option has an anchor, an example and facts',
    {
      kind: 'options',
      entries: [{ name: 'k', anchor: 's.k', doc: 'What.', example: 'k=1', facts: ['integer', 'default: `0`'] }],
    },
    '<a id="s.k"></a>\n\n### `k`\n\nWhat.\n\n`k=1`\n\ninteger · default: `0`',
  ],
];

for (const [what, block, markdown] of CASES) {
  test(what, () => assert.equal(toMarkdown({ title: 'T', blocks: [block] }), `# T\n\n${markdown}\n`));
}
