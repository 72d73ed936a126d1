import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSyslogSink, sendSyslog } from '../../../src/logging/syslog.ts';
import { FakeNative } from './fakes.ts';

function run(chunks: readonly string[]): string[] {
  const native = new FakeNative();
  const sink = createSyslogSink(native.syslog, 'cat');
  for (const chunk of chunks) sink.write(Buffer.from(chunk));
  sink.end();
  return native.syslogged;
}

const CASES: readonly (readonly [title: string, chunks: string[], messages: string[]])[] = [
  ['Each line is a message of its own', ['one\ntwo\n'], ['one', 'two']],
  ['A line that comes in pieces is put together', ['on', 'e\ntw', 'o\n'], ['one', 'two']],
  ['The last line needs no end', ['one\ntwo'], ['one', 'two']],
  ['A character that is cut is not harmed', ['\ud83d\ude00'], ['\ud83d\ude00']],
  ['A zero byte does not cut the message', ['a\0b\n'], ['a#000b']],
];

for (const [title, chunks, messages] of CASES) {
  test(title, () =>
    assert.deepEqual(
      run(chunks),
      messages.map((line) => `cat ${line}`),
    ),
  );
}

test('A line without an end does not pile up', () => {
  const piece = 'x'.repeat(40_000);
  const sent = run([piece, piece, piece]);
  assert.deepEqual(
    sent.map((line) => line.length - 'cat '.length),
    [80_000, 40_000],
  );
});

test('A message of the activity log is formatted line by line', () => {
  const native = new FakeNative();
  sendSyslog(native.syslog, (line) => `<${line}>`, 'first\n\nthird\n\n');
  assert.deepEqual(native.syslogged, ['<first>\n', '<>\n', '<third>\n']);
});
