import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readLog, tailLog } from '../../../src/logging/tail.ts';
import { temporaryDirectory } from './fakes.ts';

function logOf(t: TestContext, content: string | Buffer): string {
  const path = join(temporaryDirectory(t), 'log');
  writeFileSync(path, content);
  return path;
}

const READS: readonly (readonly [offset: number, length: number, result: string | null])[] = [
  [0, 0, '0123456789'],
  [4, 0, '456789'],
  [4, 2, '45'],
  [8, 100, '89'],
  [10, 5, ''],
  [100, 0, ''],
  [-3, 0, '789'],
  [-100, 0, '0123456789'],
  [-3, 1, null],
  [0, -1, null],
];

for (const [offset, length, result] of READS) {
  test(`Reading ${length} bytes at ${offset} gives ${result ?? 'BAD_ARGUMENTS'}`, (t) => {
    const expected = result === null ? { fault: 'BAD_ARGUMENTS' } : { text: result };
    assert.deepEqual(readLog(logOf(t, '0123456789'), offset, length), expected);
  });
}

const TAILS: readonly (readonly [offset: number, length: number, text: string, next: number, overflow: boolean])[] = [
  [0, 4, '6789', 10, true],
  [10, 5, '', 10, false],
  [0, 10, '0123456789', 10, false],
  [0, 0, '', 10, true],
  [8, 5, '56789', 10, false],
  [0, 100, '0123456789', 10, false],
  [5, 5, '56789', 10, false],
];

for (const [offset, length, text, next, overflow] of TAILS) {
  test(`The tail of ${length} bytes behind ${offset} is "${text}"`, (t) => {
    assert.deepEqual(tailLog(logOf(t, '0123456789'), offset, length), { text, offset: next, overflow });
  });
}

test('Reading part by part gives every character once, whatever the size of the parts', (t) => {
  const text = 'a€😀ß\n'.repeat(5);
  const path = logOf(t, text);
  for (let size = 1; size <= 7; size++) {
    let whole = '';
    for (let at = 0; at < Buffer.byteLength(text); at += size) {
      const part = readLog(path, at, size);
      whole += 'text' in part ? part.text : assert.fail(part.fault);
    }
    assert.equal(whole, text, `parts of ${size} bytes`);
  }
});

test('A tail that follows a growing log gives every character once', (t) => {
  const bytes = Buffer.from('a€😀ß');
  const path = logOf(t, '');
  let whole = '';
  let offset = 0;
  for (let end = 1; end <= bytes.length; end++) {
    writeFileSync(path, bytes.subarray(0, end));
    const tail = tailLog(path, offset, end - offset);
    whole += tail.text;
    offset = tail.offset;
  }
  assert.equal(whole, 'a€😀ß');
});

test('Bytes that are no UTF-8 are shown as such, and none is left out', (t) => {
  const path = logOf(t, Buffer.from([0x80, 0x81, 0x61, 0xff, 0x62]));
  assert.deepEqual(readLog(path, 0, 0), { text: '\ufffd\ufffda\ufffdb' });
  assert.deepEqual(readLog(path, 1, 0), { text: '\ufffda\ufffdb' });
});

test('A log that is missing or no file answers with a fault', (t) => {
  const directory = temporaryDirectory(t);
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  assert.deepEqual(readLog(join(directory, 'none'), 0, 0), { fault: 'NO_FILE' });
  assert.deepEqual(readLog(directory, 0, 0), { fault: 'FAILED' });
  assert.deepEqual(readLog(fifo, 0, 0), { fault: 'FAILED' });
  assert.deepEqual(tailLog(join(directory, 'none'), 7, 5), { text: '', offset: 7, overflow: false });
});
