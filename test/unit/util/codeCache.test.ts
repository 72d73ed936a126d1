import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import type { Script } from 'node:vm';
import { CACHE_FOLDER, cacheFile, useCodeCache } from '../../../src/util/codeCache.ts';
import { OURS } from '../../helpers/flavour.ts';

// V8 keeps what it has compiled by its text, and would not look at what it is given.
setFlagsFromString('--no-compilation-cache');

const ID = 'a'.repeat(64);

interface Bundle {
  readonly file: string;
  /** Runs it, and answers what it exports and the script that was made of it. */
  run(): { readonly exports: unknown; readonly script: Script };
}

/** A folder with one bundle. */
function bundle(t: TestContext, text: string, id = ID): Bundle {
  const folder = mkdtempSync(join(tmpdir(), 'tsv-cache-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'bundle.cjs');
  writeFileSync(file, `${text}\n//${id}\n`);
  const scripts: Script[] = [];
  useCodeCache(folder, (_, __, script) => scripts.push(script));
  const require = createRequire(file);
  return {
    file,
    run() {
      delete require.cache[file];
      const exports: unknown = require(file);
      const script = scripts.at(-1);
      assert.ok(script);
      return { exports, script };
    },
  };
}

function keep({ file }: Bundle, id: string, data: Buffer): void {
  mkdirSync(dirname(cacheFile(file)), { recursive: true });
  writeFileSync(cacheFile(file), Buffer.concat([Buffer.from(id), data]));
}

const SOURCE =
  'function twice(x) { return 2 * x; } module.exports = { answer: twice(21), require, __filename, __dirname };';

test('a bundle without a cache is compiled, and knows its place', (t) => {
  const made = bundle(t, SOURCE);
  const { exports, script } = made.run();
  const { answer, require, __filename, __dirname } = exports as Record<string, unknown>;
  assert.deepEqual([answer, __filename, __dirname], [42, made.file, dirname(made.file)]);
  assert.equal((require as NodeJS.Require)('node:os'), createRequire(import.meta.url)('node:os'));
  assert.equal(script.cachedDataRejected, undefined);
});

test('one with a cache runs from it', (t) => {
  const made = bundle(t, SOURCE);
  keep(made, ID, made.run().script.createCachedData());
  const { exports, script } = made.run();
  assert.equal((exports as { answer: number }).answer, 42);
  assert.equal(script.cachedDataRejected, false);
});

for (const [title, id, spoil] of [
  ['of another build is not looked at', 'b'.repeat(64), (data: Buffer) => data],
  ['that is cut short is refused', ID, (data: Buffer) => data.subarray(0, data.length / 2)],
  ['that is none is refused', ID, () => Buffer.from('nothing of use')],
  ['that is empty is refused', ID, () => Buffer.alloc(0)],
] as const) {
  test(`a cache ${title}, and the bundle runs all the same`, (t) => {
    const made = bundle(t, SOURCE);
    keep(made, id, spoil(made.run().script.createCachedData()));
    const { exports, script } = made.run();
    assert.equal((exports as { answer: number }).answer, 42);
    assert.notEqual(script.cachedDataRejected, false);
  });
}

test('a file that is no bundle is left to Node.js', (t) => {
  const made = bundle(t, SOURCE);
  writeFileSync(made.file, 'module.exports = 1;');
  assert.equal(createRequire(made.file)(made.file), 1);
});

test('the bundles that have a cache are ASCII: they are read as such', () => {
  const dist = dirname(OURS);
  const cached = readdirSync(join(dist, CACHE_FOLDER)).map((name) => name.replace(/\.bin$/, ''));
  assert.ok(cached.length > 0, 'npm run build makes the cache');
  for (const name of cached)
    assert.ok(
      readFileSync(join(dist, name)).every((byte) => byte < 0x80),
      name,
    );
});
