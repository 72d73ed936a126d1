import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeText } from '../../../src/config/dialect/decode.ts';
import { readInto } from '../../../src/config/dialect/reader.ts';
import { createStore } from '../../../src/config/dialect/store.ts';
import type { ConfigError } from '../../../src/config/problem.ts';

/** Bytes that are no UTF-8, with Python's words for them. */
const FAULTS: readonly (readonly [bytes: readonly number[], words: string])[] = [
  [[0x5b, 0x61, 0x5d, 0xff], 'byte 0xff in position 3: invalid start byte'],
  [[0x80], 'byte 0x80 in position 0: invalid start byte'],
  [[0xc0, 0x80], 'byte 0xc0 in position 0: invalid start byte'],
  [[0xc3], 'byte 0xc3 in position 0: unexpected end of data'],
  [[0xe2, 0x82], 'bytes in position 0-1: unexpected end of data'],
  [[0xe2, 0x28, 0xa1], 'byte 0xe2 in position 0: invalid continuation byte'],
  [[0xe2, 0x82, 0x78], 'bytes in position 0-1: invalid continuation byte'],
  [[0xed, 0xa0, 0x80], 'byte 0xed in position 0: invalid continuation byte'],
  [[0xf0, 0x9f, 0x98], 'bytes in position 0-2: unexpected end of data'],
  [[0xf4, 0x90, 0x80, 0x80], 'byte 0xf4 in position 0: invalid continuation byte'],
];

describe('The reader', () => {
  test('knows where each value and each section stands', () => {
    const store = createStore();
    readInto(store, '\n[a]\nx=1\n y\n\n[b]\n', 'one');
    readInto(store, '[a]\nz=2\nX=3\n', 'two');
    const a = store.sections.get('a');
    assert.deepEqual([a?.file, a?.line], ['one', 2]);
    assert.deepEqual(a?.entries.get('x'), { value: '3', file: 'two', line: 3 });
    assert.deepEqual(a?.entries.get('z'), { value: '2', file: 'two', line: 2 });
    assert.equal(store.sections.get('b')?.line, 6);
  });

  test('has every line that it does not understand as a problem of its own', () => {
    const read = () => readInto(createStore(), '[a]\nfoo\nx=1\nbar\n', 'f');
    assert.throws(read, (error: ConfigError) => {
      assert.deepEqual(
        error.problems.map(({ file, line }) => [file, line]),
        [
          ['f', 2],
          ['f', 4],
        ],
      );
      return true;
    });
  });

  for (const [bytes, words] of FAULTS) {
    test(`refuses bytes that are no UTF-8: ${words}`, () => {
      assert.throws(() => decodeText(Uint8Array.from(bytes), 'f'), { message: `'utf-8' codec can't decode ${words}` });
    });
  }

  test('takes a replacement character that is really there', () => {
    assert.equal(decodeText(Buffer.from('a\ufffdb'), 'f'), 'a\ufffdb');
  });
});
