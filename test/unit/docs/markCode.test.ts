import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markCode } from '../../../src/docs/markCode.ts';

const CASES: readonly (readonly [sentence: string, marked: string])[] = [
  ['Seconds between the stop signal and SIGKILL.', 'Seconds between the stop signal and SIGKILL.'],
  ['As stdout_tee, or stdout_logfile.', 'As `stdout_tee`, or `stdout_logfile`.'],
  ['name them as %(ENV_KEY)s.', 'name them as `%(ENV_KEY)s`.'],
  ['after that (nodaemon=true)', 'after that (`nodaemon=true`)'],
  ['tcp:HOST:PORT and http:// answer', '`tcp:HOST:PORT` and `http://` answer'],
  ['*, ? and [seq] are wildcards', '`*`, `?` and `[seq]` are wildcards'],
  ['each with :started (the default), :done.', 'each with `:started` (the default), `:done`.'],
  ['already `marked` some_thing', 'already `marked` some_thing'],
];

for (const [sentence, marked] of CASES) {
  test(`"${sentence}" becomes "${marked}"`, () => assert.equal(markCode(sentence), marked));
}
