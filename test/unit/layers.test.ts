import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** What each folder of src may import, besides itself; the order is that of the layers. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  util: [],
  model: ['util'],
  config: ['model', 'util'],
  native: ['util'],
  logging: ['model', 'util', 'native'],
  xmlrpc: ['util'],
  http: ['model', 'util', 'native'],
  process: ['config', 'logging', 'native', 'model', 'util'],
  // What ctl takes of it is data and words; the rest is the daemon's.
  scene: ['logging', 'native', 'model', 'util'],
  daemon: ['scene', 'process', 'config', 'logging', 'native', 'model', 'util'],
  init: ['scene', 'config', 'native', 'model', 'util'],
  rpc: ['daemon', 'scene', 'process', 'config', 'logging', 'xmlrpc', 'http', 'model', 'util'],
  web: ['rpc', 'http', 'model', 'util'],
  ctl: ['scene', 'xmlrpc', 'config', 'model', 'util'],
  docs: ['rpc', 'convert', 'ctl', 'daemon', 'config', 'model', 'util'],
  convert: ['config', 'model', 'util'],
  executable: ['util'],
  bin: [
    'docs',
    'util',
    'model',
    'config',
    'native',
    'logging',
    'xmlrpc',
    'http',
    'process',
    'daemon',
    'init',
    'rpc',
    'web',
    'ctl',
    'convert',
  ],
};

const FILES = sources(SRC);

test('every folder of src has a place among the layers', () => {
  const folders = new Set(FILES.map((file) => folderOf(file)).filter((folder) => folder !== ''));
  assert.deepEqual(
    [...folders].filter((folder) => !(folder in MAY_IMPORT)),
    [],
  );
});

test('imports point to lower layers only', () => {
  const wrong = FILES.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => relative(SRC, join(SRC, file, '..', specifier)))
      .filter((target) => !allowed(folderOf(file), folderOf(target)))
      .map((target) => `${file} imports ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('nothing in src uses node:child_process: it waits for its own children only', () => {
  assert.deepEqual(
    FILES.filter((file) => importsOf(file).some((specifier) => /^(node:)?child_process$/.test(specifier))),
    [],
  );
});

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return path.endsWith('.ts') ? [relative(SRC, path)] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '';
}

function allowed(from: string, to: string): boolean {
  return from === to || (MAY_IMPORT[from] ?? []).includes(to);
}
