import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ListenerState, readToken } from '../../../../src/process/listeners/protocol.ts';

/** What the token is, in a word; what a result carries; how much of the output it used. */
function read(state: ListenerState, output: string): string {
  const token = readToken(state, Buffer.from(output));
  if (token === null) return 'wait';
  if (token.type === 'result') return `result ${token.result} ${token.length}`;
  if (token.type === 'badResult') return `bad ${token.line.length}`;
  return token.type === 'ready' ? `ready ${token.length}` : token.type;
}

const CASES: readonly (readonly [ListenerState, string, string])[] = [
  ['ACKNOWLEDGED', '', 'wait'],
  ['ACKNOWLEDGED', 'READY', 'wait'],
  ['ACKNOWLEDGED', 'XX', 'wait'],
  ['ACKNOWLEDGED', 'READY\n', 'ready 6'],
  ['ACKNOWLEDGED', 'READY\nREADY\n', 'ready 6'],
  ['ACKNOWLEDGED', 'ready\n', 'violation'],
  ['ACKNOWLEDGED', 'RESULT 2\nOK', 'violation'],
  ['READY', 'x', 'violation'],
  ['BUSY', 'RESULT 2', 'wait'],
  ['BUSY', 'RESULT 2\n', 'wait'],
  ['BUSY', 'RESULT 2\nO', 'wait'],
  ['BUSY', 'RESULT 2\nOK', 'result OK 11'],
  ['BUSY', 'RESULT 2\nOKREADY\n', 'result OK 11'],
  ['BUSY', 'ABCDEFG2\nOK', 'result OK 11'],
  ['BUSY', 'RESULT  1_0 \n0123456789', 'result 0123456789 23'],
  ['BUSY', 'RESULT 0\n', 'result  9'],
  ['BUSY', 'RESULT -1\nOK', 'bad 9'],
  ['BUSY', 'RESULT two\nOK', 'bad 10'],
  ['BUSY', 'READY\n', 'bad 5'],
  ['BUSY', '\n', 'bad 0'],
  ['BUSY', 'RESULT 99999999999\n', 'bad 18'],
  ['BUSY', 'x'.repeat(4096), 'wait'],
  ['BUSY', 'x'.repeat(4097), 'bad 4097'],
  ['UNKNOWN', 'READY\n', 'wait'],
];

for (const [state, output, expected] of CASES) {
  test(`${state}: ${JSON.stringify(output.slice(0, 30))} is read as ${expected}`, () => {
    assert.equal(read(state, output), expected);
  });
}
