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

const SERVERS = [...closure(join(SRC, 'rpc', 'servers.ts'))];
const DAEMON = [...closure(join(SRC, 'bin', 'daemon.ts'))];
const LATER = [...SERVERS, ...DAEMON]
  .filter((file) => /^(rpc|process|daemon)\//.test(relative(SRC, file)))
  .flatMap((file) => imports(file, DYNAMIC))
  // The servers themselves have the only copy.
  .filter((file) => !SERVERS.includes(file));

test('a daemon loads no code for plug-ins and for those who watch it before there are any', () => {
  const started = [...DAEMON, ...SERVERS].map((file) => relative(SRC, file));
  assert.deepEqual(
    started.filter((file) =>
      /^rpc\/(plugins|twiddler|health|metrics)\/|^process\/notify\/(?!channel)|^scene\/(?!oom|select)/.test(file),
    ),
    [],
  );
  assert.ok(LATER.length >= 2, 'nothing is loaded later');
});

test('what is loaded later has no second copy of what is told apart with instanceof, and no native layer', () => {
  const alone = ['model/faults.ts', 'native/index.ts', 'native/load.ts'].map((file) => join(SRC, file));
  const wrong = LATER.flatMap((file) => alone.filter((each) => closure(file).has(each)).map((each) => [file, each]));
  assert.deepEqual(
    wrong.map((pair) => pair.map((file) => relative(SRC, file))),
    [],
  );
});
