import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openPlugin } from '../../../src/rpc/plugins/openPlugin.ts';
import { plainValue } from '../../../src/rpc/plugins/plainValue.ts';
import type { InterfaceServices } from '../../../src/rpc/plugins/services.ts';
import { fakeContext } from './fakes.ts';

const directory = mkdtempSync(join(tmpdir(), 'plugin-'));
after(() => rmSync(directory, { recursive: true }));

test('a factory that does not answer is given up after ten seconds', async (t) => {
  const file = join(directory, 'never.mjs');
  writeFileSync(file, 'export const make = () => { globalThis.called = true; return new Promise(() => {}); };\n');
  const services = { plugin: { name: 'x', factory: '', settings: {} }, context: fakeContext({}) };
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const opening = openPlugin(services as unknown as InterfaceServices, { kind: 'module', file, name: 'make' });
  const outcome = opening.then(
    () => 'opened',
    (error: Error) => error.message,
  );
  for (let turns = 0; turns < 100_000 && !('called' in globalThis); turns++) await setImmediate();
  t.mock.timers.tick(10_000);
  assert.match(await outcome, /^make of \S+never\.mjs has not answered within 10 seconds$/);
});

class Point {
  x = 1;
}

const PLAIN = ['text', 1, 1.5, true, null, new Date(0), new Uint8Array([1]), [1, ['a']], { a: { b: [null] } }];

test('values that XML-RPC can carry are copied', () => {
  for (const value of PLAIN) assert.deepEqual(plainValue(value), value);
  const list = [1];
  assert.notEqual(plainValue(list), list);
});

const REFUSED: readonly (readonly [value: unknown, says: RegExp])[] = [
  [undefined, /^the answer is undefined$/],
  [10n, /^the answer is a bigint$/],
  [Symbol('x'), /^the answer is a symbol$/],
  [[1, () => 1], /^the answer\[1\] is a function$/],
  [{ a: { b: undefined } }, /^the answer\.a\.b is undefined$/],
  [new Map(), /^the answer is a Map$/],
  [{ point: new Point() }, /^the answer\.point is a Point$/],
  [Promise.resolve(), /^the answer is a Promise$/],
  [new Date(Number.NaN), /^the answer is an invalid Date$/],
];

for (const [value, says] of REFUSED) {
  test(`a value that would be lost is refused: ${says.source}`, () => {
    assert.throws(() => plainValue(value), { name: 'TypeError', message: says });
  });
}
