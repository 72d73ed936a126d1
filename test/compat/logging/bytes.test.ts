import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { BoundedBuffer } from '../../../src/logging/boundedBuffer.ts';
import { createAnsiStripper } from '../../../src/logging/stripAnsi.ts';
import { readLog, tailLog } from '../../../src/logging/tail.ts';
import { pythonBytesRepr } from '../../../src/util/pythonBytesRepr.ts';
import { temporaryDirectory } from '../../unit/logging/fakes.ts';
import { python, skip } from './python.ts';

/** Random samples from a fixed seed: the reference gets all of them in one run. */
function samples<T>(arbitrary: fc.Arbitrary<T>, count = 300): T[] {
  return fc.sample(arbitrary, { numRuns: count, seed: 1 });
}

const latin1 = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const bytes = (text: string) => Buffer.from(text, 'latin1');

test('Random bytes are spelled as Python spells them', { skip }, () => {
  const texts = [...samples(latin1), ...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)), `'`, `'"`];
  const theirs = python<string[]>(`result = [repr(t.encode('latin-1')) for t in data]`, texts);
  assert.deepEqual(
    texts.map((text) => pythonBytesRepr(bytes(text))),
    theirs,
  );
});

test('Escapes are stripped from a piece as the reference strips them', { skip }, () => {
  const words = fc.constantFrom('\x1b', '[', '\x1b[', '3', ';', 'm', 'H', 'x', 'K', ' ', '\n', '\x1b[0m');
  const texts = samples(fc.array(words, { maxLength: 14 }).map((list) => list.join('')));
  const script = `
from supervisor.dispatchers import stripEscapes
result = [stripEscapes(t.encode('latin-1')).decode('latin-1') for t in data]`;
  const strip = (text: string) => {
    const stripper = createAnsiStripper();
    return Buffer.concat([stripper.strip(bytes(text)), stripper.end()]).toString('latin1');
  };
  assert.deepEqual(texts.map(strip), python<string[]>(script, texts));
});

test('A full capture buffer drops what the reference drops', { skip }, () => {
  const cases = samples(
    fc.record({ maxbytes: fc.integer({ min: 1, max: 20 }), pieces: fc.array(latin1, { maxLength: 9 }) }),
  );
  const script = `
from supervisor.loggers import BoundIO
result = []
for case in data:
    io = BoundIO(case['maxbytes'])
    for piece in case['pieces']: io.write(piece.encode('latin-1'))
    result.append(io.getvalue().decode('latin-1'))`;
  const ours = cases.map(({ maxbytes, pieces }) => {
    const buffer = new BoundedBuffer(maxbytes);
    for (const piece of pieces) buffer.write(bytes(piece));
    return buffer.take().toString('latin1');
  });
  assert.deepEqual(ours, python<string[]>(script, cases));
});

test('Reading and tailing a log of plain text answer what the reference answers', { skip }, (t) => {
  const path = join(temporaryDirectory(t), 'log');
  writeFileSync(path, '0123456789');
  const number = fc.integer({ min: -14, max: 14 });
  const calls = samples(fc.tuple(number, number), 400);
  const script = `
from supervisor.options import readFile, tailFile
def read(path, offset, length):
    try: return {'text': readFile(path, offset, length).decode()}
    except ValueError as why: return {'fault': why.args[0]}
result = [[read(data['path'], *call), tailFile(data['path'], *call)] for call in data['calls']]`;
  const ours = calls.map(([offset, length]) => {
    const tail = tailLog(path, offset, length);
    return [readLog(path, offset, length), [tail.text, tail.offset, tail.overflow]];
  });
  assert.deepEqual(ours, python(script, { path, calls }));
});
