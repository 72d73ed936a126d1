import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeErrno, errnoName, errnoOf } from '../../../src/util/errno.ts';
import { pythonBytesRepr } from '../../../src/util/pythonBytesRepr.ts';
import { decodeUtf8, leadingContinuation, trailingIncomplete } from '../../../src/util/utf8.ts';

const CUTS: readonly (readonly [text: string, bytes: number[], trailing: number])[] = [
  ['nothing', [], 0],
  ['plain text', [0x61], 0],
  ['a whole character', [0xe2, 0x82, 0xac], 0],
  ['the first byte of two', [0x61, 0xc3], 1],
  ['two bytes of three', [0x61, 0xe2, 0x82], 2],
  ['three bytes of four', [0xf0, 0x9f, 0x98], 3],
  ['a stray continuation', [0x61, 0x80], 0],
  ['only continuations', [0x80, 0x80, 0x80, 0x80], 0],
  ['a byte that starts nothing', [0xff], 0],
];

for (const [text, bytes, trailing] of CUTS) {
  test(`Of ${text} at the end, ${trailing} bytes are an unfinished character`, () => {
    assert.equal(trailingIncomplete(Uint8Array.from(bytes)), trailing);
  });
}

test('At the start at most three bytes are the rest of a character', () => {
  assert.equal(leadingContinuation(Uint8Array.of(0x61)), 0);
  assert.equal(leadingContinuation(Uint8Array.of(0x82, 0xac, 0x61)), 2);
  assert.equal(leadingContinuation(Uint8Array.of(0x80, 0x80, 0x80, 0x80)), 3);
});

test('Text is decoded only if all of it is UTF-8', () => {
  assert.equal(decodeUtf8(Buffer.from('größe €')), 'größe €');
  assert.equal(decodeUtf8(Uint8Array.of(0x61, 0xff)), null);
});

test('Bytes are spelled as Python does', () => {
  assert.equal(pythonBytesRepr(Buffer.from("a'b")), `b"a'b"`);
  assert.equal(pythonBytesRepr(Buffer.from(`a'"b`)), `b'a\\'"b'`);
  assert.equal(pythonBytesRepr(Buffer.from('\\\n\t\r\0\x7f\xff', 'latin1')), `b'\\\\\\n\\t\\r\\x00\\x7f\\xff'`);
});

test('An errno has a name and a text, whatever its sign', () => {
  assert.equal(errnoName(28), 'ENOSPC');
  assert.equal(describeErrno(-28), 'ENOSPC (no space left on device)');
  assert.equal(describeErrno(4000), 'errno 4000');
});

test('Only failed system calls are taken for such', () => {
  assert.equal(errnoOf(Object.assign(new Error(), { errno: -2 })), 2);
  assert.throws(() => errnoOf(new TypeError('a bug')), /a bug/);
});
