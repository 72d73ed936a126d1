import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../../../src', import.meta.url));
const ERRORS = join(SRC, 'ctl', 'errors.ts');

function imports(file: string, pattern: RegExp): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(pattern)].map((match) => join(dirname(file), match[1] ?? ''));
}

/** Imports that are there at run time. */
const STATIC = /^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm;
const DYNAMIC = /\bimport\('(\.[^']+)'\)/g;

function closure(file: string, pattern: RegExp, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const next of imports(file, pattern)) closure(next, pattern, seen);
  return seen;
}

test('what is loaded later has no second copy of the error classes: instanceof would fail on them', () => {
  const main = [...closure(join(SRC, 'ctl', 'main.ts'), STATIC)];
  const later = main.flatMap((file) => imports(file, DYNAMIC));
  assert.ok(later.length > 0, 'nothing is loaded later');
  const wrong = later.filter((file) => closure(file, STATIC).has(ERRORS));
  assert.deepEqual(
    wrong.map((file) => relative(SRC, file)),
    [],
  );
});
