import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadFactory, parseFactory } from '../../../src/util/factory.ts';

const directory = mkdtempSync(join(tmpdir(), 'factory-'));
after(() => rmSync(directory, { recursive: true }));

const SPECS: readonly (readonly [spec: string, kind: string, file: string, name: string])[] = [
  ['./plugin.mjs:make', 'module', '/etc/plugin.mjs', 'make'],
  ['../lib/plugin.cjs:make', 'module', '/lib/plugin.cjs', 'make'],
  ['/opt/plugin.js:make', 'module', '/opt/plugin.js', 'make'],
  ['/opt/a:b/plugin.js:make', 'module', '/opt/a:b/plugin.js', 'make'],
  [' ./plugin.mjs : make ', 'module', '/etc/plugin.mjs', 'make'],
  ['./plugin.mjs', 'module', '/etc/plugin.mjs', 'default'],
  ['superlance.memmon:main', 'python', 'superlance.memmon', 'main'],
  ['plugin.mjs:make', 'python', 'plugin.mjs', 'make'],
  ['module', 'python', 'module', ''],
];

test('a path that starts with a dot or a slash is ours, all else is Python', () => {
  for (const [spec, kind, place, name] of SPECS) {
    const where = kind === 'module' ? { file: place } : { module: place };
    assert.deepEqual(parseFactory(spec, '/etc'), { kind, ...where, name }, spec);
  }
});

const FILES: Readonly<Record<string, string>> = {
  'good.mjs': "export function make(a) { return 'made ' + a; }\nexport default make;\nexport const number = 3;\n",
  'good.cjs': `const make = (a) => 'made ' + a;\nmodule.exports = Object.fromEntries([["make", make]]);\n`,
  'broken.mjs': 'export const a = 1;\nexport function make( { return }}\n',
  'throws.mjs': '\nthrow new TypeError("not today");\n',
  'lacks.mjs': 'import missing from "no-such-package-here";\nexport const make = missing;\n',
  'empty.mjs': '',
};

for (const [name, text] of Object.entries(FILES)) writeFileSync(join(directory, name), text);

for (const spec of ['./good.mjs:make', './good.mjs', './good.cjs:make']) {
  test(`${spec} is loaded`, async () => {
    assert.equal((await load(spec))('it'), 'made it');
  });
}

const FAILURES: Readonly<Record<string, RegExp>> = {
  './absent.mjs:make':
    /^there is no file \S+\/absent\.mjs: a relative path starts at the directory of the configuration/,
  './good.mjs:other': /good\.mjs exports no other: what it exports is default, make$/,
  './good.mjs:toString': /good\.mjs exports no toString/,
  './empty.mjs:make': /empty\.mjs exports no make: no function is exported there$/,
  './good.mjs:number': /number of \S+\/good\.mjs is no function but a value of type number$/,
  './broken.mjs:make': /broken\.mjs cannot be loaded: SyntaxError: .* \(node --check \S+broken\.mjs shows the place\)$/,
  './throws.mjs:make': /throws\.mjs cannot be loaded: TypeError: not today \(line 2\)$/,
  './lacks.mjs:make': /lacks\.mjs cannot be loaded: Error: Cannot find package 'no-such-package-here'/,
};

for (const [spec, message] of Object.entries(FAILURES)) {
  test(`${spec} is refused with a reason`, async () => {
    await assert.rejects(load(spec), { name: 'FactoryError', message });
  });
}

test('a file that has changed is loaded anew', async () => {
  const file = join(directory, 'changing.mjs');
  writeFileSync(file, 'export const make = () => 1;\n');
  assert.equal((await load('./changing.mjs:make'))(), 1);
  writeFileSync(file, 'export const make = () => 222;\n');
  assert.equal((await load('./changing.mjs:make'))(), 222);
});

async function load(spec: string): ReturnType<typeof loadFactory> {
  const parsed = parseFactory(spec, directory);
  assert.equal(parsed.kind, 'module');
  return loadFactory(parsed as Extract<typeof parsed, { kind: 'module' }>);
}
