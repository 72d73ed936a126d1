import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { dumpObject } from '../../../src/config/dump/json.ts';
import { etcLookups } from '../../../src/config/etcLookups.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { ConfigCase } from './cases/case.ts';
import { TEXT_CASES } from './cases/texts.ts';
import { VALUE_CASES } from './cases/values.ts';
import { askPython, noOracle } from './oracle.ts';

const ENV = { PATH: '/bin:/usr/bin', HOME: '/root', LANG: 'C.UTF-8', WHO: 'me', NUM: '3', WITH_SPACE: 'a b' };
const CASES = [...VALUE_CASES, ...TEXT_CASES];

describe('A configuration means what it means to the reference', { skip: noOracle }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  after(() => rmSync(folder, { recursive: true }));
  const files = CASES.map((each, index) => writeCase(join(folder, String(index)), each));
  const [version, ...answers] = noOracle
    ? []
    : askPython([{ ask: 'version' }, ...files.map((file) => ({ ask: 'config' as const, file }))], ENV);
  CASES.forEach((each, index) => {
    const file = files[index] ?? '';
    test(each.title, () => compare(each, file, String(version), answers[index], understand(file)));
  });
});

function writeCase(folder: string, { text, files = {} }: ConfigCase): string {
  for (const [name, content] of Object.entries({ 'supervisord.conf': text, ...files })) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return join(folder, 'supervisord.conf');
}

function understand(file: string): unknown {
  const surroundings = { env: ENV, cwd: process.cwd(), hostname: hostname(), uid: process.getuid?.() ?? -1 };
  const result = loadConfig(file, { ...surroundings, lookups: etcLookups() });
  return JSON.parse(JSON.stringify(dumpObject(result)));
}

function compare({ main }: ConfigCase, file: string, version: string, reference: unknown, ours: unknown): void {
  if (main === undefined || !version.startsWith('4.2.')) {
    assert.deepEqual(among(reference, ours), reference);
    return;
  }
  for (const [path, value] of Object.entries(main)) {
    const wanted = inWords(value, file);
    assert.deepEqual(at(ours, path), wanted);
    assert.notDeepEqual(at(reference, path), wanted, 'the reference has come to agree: this is no difference any more');
  }
}

function inWords(value: unknown, file: string): unknown {
  return typeof value === 'string' ? value.replace('FILE', file).replace(/^HOST$/, hostname()) : value;
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner: unknown, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

/** Ours, without the keys that the reference does not have. */
function among(reference: unknown, ours: unknown): unknown {
  if (Array.isArray(reference) && Array.isArray(ours)) return ours.map((item, i) => among(reference[i], item));
  if (!isRecord(reference) || !isRecord(ours)) return ours;
  const known = Object.entries(ours).filter(([key]) => key in reference || 'error' in ours);
  return Object.fromEntries(
    known
      .filter(([key]) => key !== 'ok' || 'ok' in reference)
      .map(([key, value]) => [key, among(reference[key], value)]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
