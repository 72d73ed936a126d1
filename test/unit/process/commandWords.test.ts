import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandWords } from '../../../src/config/commandWords.ts';

/** What Python 3.11's shlex.split makes of each. */
const SPLITS: readonly (readonly [command: string, words: readonly string[]])[] = [
  ['a  b\tc', ['a', 'b', 'c']],
  ["a '' b", ['a', '', 'b']],
  ['a "x\\y\\"z\\\\" c', ['a', 'x\\y"z\\', 'c']],
  ["$'a\\nb'", ['$a\\nb']],
  ['a #b', ['a', '#b']],
  ['a\\\nb', ['a\nb']],
  ['a\tb\u000bc\u00a0d', ['a', 'b\u000bc\u00a0d']],
  ["''", ['']],
  ['  ', []],
  ['a"b"\'c\'', ['abc']],
  ['a\r\nb', ['a', 'b']],
  ["é 'ü'", ['é', 'ü']],
  ['"a\\\nb"', ['a\\\nb']],
  ["'a\\' b", ['a\\', 'b']],
  ['a\\ b', ['a b']],
];

for (const [command, words] of SPLITS) {
  test(`splits ${JSON.stringify(command)}`, () => assert.deepEqual(commandWords(command), words));
}

const ERRORS: readonly (readonly [command: string, message: string])[] = [
  ["a 'b", 'No closing quotation'],
  ['a "b', 'No closing quotation'],
  ['a "b\\', 'No escaped character'],
  ['a\\', 'No escaped character'],
];

for (const [command, message] of ERRORS) {
  test(`refuses ${JSON.stringify(command)}: ${message}`, () => {
    assert.throws(() => commandWords(command), { message });
  });
}
