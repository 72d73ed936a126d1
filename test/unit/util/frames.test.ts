import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFrameReader, Frame, frame, framesOf, LONGEST } from '../../../src/util/frames.ts';

test('frames arrive as they were sent, however they are cut', () => {
  const sent = fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.uint8Array({ maxLength: 50 })));
  fc.assert(
    fc.property(sent, fc.integer({ min: 1, max: 20 }), (frames, step) => {
      const bytes = Buffer.concat(frames.map(([type, payload]) => frame(type, payload)));
      const got: [number, Uint8Array][] = [];
      const read = createFrameReader((type, payload) => got.push([type, new Uint8Array(payload)]));
      for (let at = 0; at < bytes.length; at += step) assert.ok(read(bytes.subarray(at, at + step)));
      assert.deepEqual(
        got,
        frames.map(([type, payload]) => [type, new Uint8Array(payload)]),
      );
    }),
  );
});

test('many bytes go in several frames, none in none', () => {
  const lengths = (size: number) => [...framesOf(Frame.DATA, Buffer.alloc(size))].map(({ length }) => length - 5);
  assert.deepEqual(lengths(0), []);
  assert.deepEqual(lengths(LONGEST), [LONGEST]);
  assert.deepEqual(lengths(2 * LONGEST + 1), [LONGEST, LONGEST, 1]);
});

test('a frame that is too long is refused before it is there', () => {
  const read = createFrameReader(() => assert.fail('nothing is complete'));
  assert.equal(read(Buffer.from([1, 0, 1, 0, 1])), false);
});
