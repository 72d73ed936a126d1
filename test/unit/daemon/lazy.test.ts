import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../../../src', import.meta.url));

/** Imports that are there at run time. */
const STATIC = /^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm;
const DYNAMIC = /\bimport\('(\.[^']+)'\)/g;

function imports(file: string, pattern: RegExp): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(pattern)].map((match) => join(dirname(file), match[1] ?? ''));
}

function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const next of imports(file, STATIC)) closure(next, seen);
  return seen;
}

const STARTED = [...closure(join(SRC, 'daemon', 'run.ts'))];
const LATER = STARTED.flatMap((file) => imports(file, DYNAMIC));

test('a daemon whose programs have neither schedules nor limits of memory loads nothing for them', () => {
  const started = STARTED.map((file) => relative(SRC, file));
  assert.deepEqual(
    started.filter((file) => /^(daemon\/schedule|process\/(memory|probes))\//.test(file)),
    ['process/probes/lineMatcher.ts'].filter((file) => started.includes(file)),
  );
  const croner = STARTED.filter((file) => readFileSync(file, 'utf8').includes("from 'croner'"));
  assert.deepEqual(croner, []);
  const later = LATER.map((file) => relative(SRC, file));
  for (const file of ['daemon/schedule/scheduler.ts', 'process/memory/watch.ts']) assert.ok(later.includes(file), file);
});

test('what is loaded later has no native layer of its own', () => {
  const native = join(SRC, 'native', 'load.ts');
  const wrong = LATER.filter((file) => closure(file).has(native)).map((file) => relative(SRC, file));
  assert.deepEqual(wrong, []);
});
