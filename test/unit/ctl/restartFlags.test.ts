import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restartFlags } from '../../../src/ctl/commands/restartFlags.ts';

const GOOD = {
  '--rolling a b': { way: 'rolling', timeout: 0, names: ['a', 'b'] },
  'a --rolling --timeout=30': { way: 'rolling', timeout: 30, names: ['a'] },
  '--parallel all': { way: 'parallel', timeout: 0, names: ['all'] },
} as const;

for (const [words, flags] of Object.entries(GOOD)) {
  test(`restart ${words} is understood`, () => assert.deepEqual(restartFlags(words.split(' ')), flags));
}

const BAD = {
  '--rolling': 'Error: restart requires a process name',
  '--rolling --parallel a': 'Error: restart takes one of --rolling and --parallel',
  '--timeout=3 a': 'Error: restart takes one of --rolling and --parallel',
  '--parallel --timeout=3 a': 'Error: --timeout belongs to --rolling',
  '--rolling --timeout a': 'Error: --timeout takes a number of seconds, as in --timeout=30',
  '--rolling --timeout=soon a': 'Error: --timeout takes a number of seconds, as in --timeout=30',
  '--rolling --timeout=0 a': 'Error: --timeout takes a number of seconds, as in --timeout=30',
  '--rolling=yes a': 'Error: --rolling takes no value',
  '--roling a': 'Error: restart has no option --roling; it has --rolling, --parallel, --timeout',
};

for (const [words, line] of Object.entries(BAD)) {
  test(`restart ${words} is refused`, () => assert.equal(restartFlags(words.split(' ')), line));
}
