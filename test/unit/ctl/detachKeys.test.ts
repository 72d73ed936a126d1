import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fgFlags } from '../../../src/ctl/commands/fgFlags.ts';
import { createDetachWatch } from '../../../src/ctl/console/detachKeys.ts';

const TYPED: readonly (readonly [keys: string, typed: readonly string[], passed: string, left: boolean])[] = [
  ['\x10\x11', ['abc'], 'abc', false],
  ['\x10\x11', ['ab\x10\x11cd'], 'ab', true],
  ['\x10\x11', ['ab\x10', '\x11'], 'ab', true],
  ['\x10\x11', ['ab\x10', 'c'], 'ab\x10c', false],
  ['\x10\x11', ['\x10\x10\x11'], '\x10', true],
  ['aab', ['aaab'], 'a', true],
  ['abac', ['ababac'], 'ab', true],
  ['\x1d', ['x\x1dy'], 'x', true],
];

describe('Keys that leave a terminal', () => {
  for (const [keys, typed, passed, left] of TYPED) {
    test(`${JSON.stringify(keys)} in ${JSON.stringify(typed)}`, () => {
      const watch = createDetachWatch(Buffer.from(keys));
      const results = typed.map((each) => watch(Buffer.from(each)));
      assert.equal(Buffer.concat(results.map((each) => each.typed)).toString(), passed);
      assert.equal(results.at(-1)?.left, left);
    });
  }
});

const FLAGS: readonly (readonly [words: readonly string[], keys: string | RegExp, names: readonly string[]])[] = [
  [['app'], '\x10\x11', ['app']],
  [['--detach-keys=ctrl-a,d', 'app'], '\x01d', ['app']],
  [['app', '--detach-keys=CTRL-]'], '\x1d', ['app']],
  [['--detach-keys=ctrl-[,ctrl-\\,ctrl-^,ctrl-_,ctrl-@', 'app'], '\x1b\x1c\x1e\x1f\0', ['app']],
  [['--detach-keys=', 'app'], /no sequence of keys/, []],
  [['--detach-keys=ctrl-1', 'app'], /no sequence of keys/, []],
  [['--detach-keys=ab', 'app'], /no sequence of keys/, []],
  [['--other', 'app'], '\x10\x11', ['--other', 'app']],
];

describe('The words after fg', () => {
  for (const [words, keys, names] of FLAGS) {
    test(words.join(' '), () => {
      const flags = fgFlags(words);
      if (typeof flags === 'string') assert.match(flags, keys instanceof RegExp ? keys : /^never$/);
      else assert.deepEqual([flags.detachKeys.toString(), flags.names], [keys, names]);
    });
  }
});
