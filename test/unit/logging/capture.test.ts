import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedBuffer } from '../../../src/logging/boundedBuffer.ts';
import { createCapture } from '../../../src/logging/capture.ts';

const BEGIN = '<!--XSUPERVISOR:BEGIN-->';
const END = '<!--XSUPERVISOR:END-->';

function run(chunks: readonly string[]) {
  const result = { log: '', captured: '', events: [] as string[], open: false };
  const capture = createCapture({
    onText(text, captured) {
      if (captured) result.captured += text.toString('latin1');
      else result.log += text.toString('latin1');
    },
    onBegin: () => void result.events.push('begin'),
    onEnd: () => void result.events.push(`end ${result.captured}`),
  });
  for (const chunk of chunks) capture.push(Buffer.from(chunk, 'latin1'));
  result.open = capture.end();
  return result;
}

test('What stands between the tokens is captured, wherever the output is cut', () => {
  const text = `before${BEGIN}in\xff<side${END}after`;
  for (let cut = 0; cut <= text.length; cut++) {
    const { log, captured, events } = run([text.slice(0, cut), text.slice(cut)]);
    assert.deepEqual(
      [log, captured, events],
      ['beforeafter', 'in\xff<side', ['begin', 'end in\xff<side']],
      `cut at ${cut}`,
    );
  }
});

test('Output that comes byte by byte gives the same', () => {
  const { log, captured } = run([...`a<!-${BEGIN}x<!--${END}b`]);
  assert.deepEqual([log, captured], ['a<!-b', 'x<!--']);
});

test('Short output is handed on at once, and the start of a token at the end of the output is not lost', () => {
  assert.equal(run(['hi\n']).log, 'hi\n');
  assert.equal(run(['text <!--XSUPER']).log, 'text <!--XSUPER');
});

test('Several communications in one chunk, also empty ones, are told apart', () => {
  const { log, events } = run([`a${BEGIN}1${END}b${BEGIN}${END}c${END}`]);
  assert.deepEqual([log, events], [`abc${END}`, ['begin', 'end 1', 'begin', 'end 1']]);
});

test('A communication that is left open is told of', () => {
  const { captured, open } = run([`a${BEGIN}half<!--XSUPERVISOR:EN`]);
  assert.deepEqual([captured, open], ['half<!--XSUPERVISOR:EN', true]);
});

test('A bounded buffer drops as many old bytes as a piece has that does not fit', () => {
  const buffer = new BoundedBuffer(5);
  for (const piece of ['abc', 'de', 'f']) buffer.write(Buffer.from(piece));
  assert.equal(buffer.length, 5);
  assert.equal(buffer.take().toString(), 'bcdef');
  buffer.write(Buffer.from('longer than that'));
  assert.equal(buffer.take().toString(), 'longer than that');
  assert.equal(buffer.take().toString(), '');
});
