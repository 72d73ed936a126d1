import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProcessInfo } from '../../../src/ctl/api.ts';
import { HELP } from '../../../src/ctl/commands/helpTexts.ts';
import { COMMANDS, completesAfter } from '../../../src/ctl/commands/table.ts';
import { completions } from '../../../src/ctl/shell/completer.ts';

const PROCESSES = [
  { group: 'cat', name: 'cat' },
  { group: 'web', name: 'web_0' },
  { group: 'web', name: 'web_1' },
] as unknown as readonly ProcessInfo[];

describe('the tab key', () => {
  const CASES = [
    ['sta', ['start ', 'status '], 'sta'],
    [
      '',
      Object.keys(COMMANDS)
        .sort()
        .map((name) => `${name} `),
      '',
    ],
    ['start ', ['cat ', 'web:web_0 ', 'web:* ', 'web:web_1 '], ''],
    ['start cat w', ['web:web_0 ', 'web:* ', 'web:web_1 '], 'w'],
    ['stop cat:', ['cat:cat ', 'cat:* '], 'cat:'],
    ['update ', ['cat ', 'web '], ''],
    ['help rel', ['reload '], 'rel'],
    ['completion z', ['zsh '], 'z'],
    ['reload ', [], ''],
    ['nonsense x', [], 'x'],
  ] as const;
  for (const [line, offered, word] of CASES) {
    test(`after ${JSON.stringify(line)}`, async () => {
      assert.deepEqual(await completions(line, completesAfter, () => Promise.resolve(PROCESSES)), [offered, word]);
    });
  }
});

test('every action has help whose first line starts with its name', () => {
  for (const [name, [first]] of Object.entries(HELP)) assert.match(first, new RegExp(`^${name}\\b`));
});
