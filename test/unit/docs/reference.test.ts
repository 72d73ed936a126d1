import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { SECTIONS } from '../../../src/config/options/sections.ts';
import { COMMAND_NAMES } from '../../../src/ctl/commands/helpTexts.ts';
import { referenceFiles } from '../../../src/docs/reference.ts';
import { EVENT_NAMES } from '../../../src/model/events.ts';
import { ROOT } from '../../helpers/flavour.ts';

const FOLDER = join(ROOT, 'examples/reference');
const FILES = await referenceFiles();

describe('The committed reference', () => {
  test('has the files that the tables give, and no others', () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(FILES).sort());
  });

  for (const [name, text] of Object.entries(FILES)) {
    test(`${name} is what the tables give; if not: npm run docs`, () => {
      assert.equal(readFileSync(join(FOLDER, name), 'utf8'), text);
    });
  }
});

test('every option of every section is explained in a sentence of its own', () => {
  const poor = Object.entries(SECTIONS).flatMap(([kind, { table }]) =>
    Object.entries(table)
      .filter(([, { doc }]) => doc.length < 20 || !doc.endsWith('.'))
      .map(([key]) => `[${kind}] ${key}`),
  );
  assert.deepEqual(poor, []);
});

test('every option, action and event has an entry', () => {
  const anchors = new Set(
    [
      ...Object.values(FILES)
        .join('')
        .matchAll(/<a id="([^"]+)">/g),
    ].map(([, id]) => id),
  );
  const options = Object.entries(SECTIONS)
    .filter(([kind]) => ['supervisord', 'program', 'unix_http_server', 'supervisorctl'].includes(kind))
    .flatMap(([kind, { table }]) => Object.keys(table).map((key) => `${kind}.${key}`));
  const wanted = [...options, ...COMMAND_NAMES, ...EVENT_NAMES];
  assert.ok(wanted.length > 150);
  assert.deepEqual(
    wanted.filter((id) => !anchors.has(id)),
    [],
  );
});

test('tables keep their columns whatever stands in them', () => {
  const bad = Object.entries(FILES).flatMap(([name, text]) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('|') && line.replaceAll('\\|', '').split('|').length !== 4 && name),
  );
  assert.deepEqual(bad, []);
});
