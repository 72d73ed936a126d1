import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../helpers/flavour.ts';

const EXAMPLES = join(ROOT, 'examples');
const FOLDERS = readdirSync(EXAMPLES).map((name) => join(EXAMPLES, name));
const PAGES = FOLDERS.map((folder) => join(folder, 'README.md'));

test('every folder of examples has a README', () => {
  assert.deepEqual(
    PAGES.filter((page) => !existsSync(page)),
    [],
  );
});

test("what its Dockerfile copies is there, or is said to be the reader's own", () => {
  const missing = FOLDERS.filter((folder) => existsSync(join(folder, 'Dockerfile'))).flatMap((folder) => {
    const explained = readFileSync(join(folder, 'README.md'), 'utf8');
    return copiedBy(readFileSync(join(folder, 'Dockerfile'), 'utf8'))
      .filter((file) => !existsSync(join(folder, file)) && !explained.includes(file))
      .map((file) => join(folder, file));
  });
  assert.deepEqual(missing, []);
});

test('links between the pages lead somewhere', () => {
  const pages = [
    ...PAGES,
    ...readdirSync(join(EXAMPLES, 'reference')).map((name) => join(EXAMPLES, 'reference', name)),
  ];
  const dead = pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => join(dirname(page), target ?? ''))
        .filter((target) => !existsSync(target)),
    );
  assert.deepEqual(dead, []);
});

/** Files of the folder in COPY lines, without options and the place in the image. */
function copiedBy(dockerfile: string): string[] {
  return [...dockerfile.matchAll(/^COPY (.+)$/gm)].flatMap(([, words = '']) =>
    words
      .split(' ')
      .filter((word) => !word.startsWith('--') && !word.startsWith('$'))
      .slice(0, -1),
  );
}
