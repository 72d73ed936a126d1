import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { toMan } from '../../../src/docs/manPage.ts';
import { manualFiles } from '../../../src/docs/manuals.ts';
import { ROOT } from '../../helpers/flavour.ts';

const PAGES = manualFiles('1.2.3', '2026-01-31');

/** Programs that read manual pages and complain about bad ones. */
const READERS: Readonly<Record<string, readonly string[]>> = {
  mandoc: ['-Tlint', '-Wall'],
  groff: ['-man', '-ww', '-z', '-Tutf8'],
};

for (const [reader, args] of Object.entries(READERS)) {
  describe(`${reader} has nothing to complain about`, { skip: whyNot(reader) }, () => {
    for (const [name, text] of Object.entries(PAGES)) {
      test(name, () => {
        const { status, stdout, stderr } = spawnSync(reader, args, { input: text, encoding: 'utf8' });
        assert.deepEqual({ status, said: relevant(stdout + stderr) }, { status: 0, said: [] });
      });
    }
  });
}

test('the package names every page that the build writes', () => {
  const { man } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { man: string[] };
  assert.deepEqual(
    [...man].sort(),
    Object.keys(PAGES)
      .map((name) => `dist/man/${name}`)
      .sort(),
  );
  assert.deepEqual(readdirSync(join(ROOT, 'dist/man')).sort(), Object.keys(PAGES).sort());
});

test('what means something to roff is written so that it shows', () => {
  const page = toMan(
    { name: 'x', section: 1, summary: 's', date: '2026-01-31', source: 'x 1' },
    {
      blocks: [
        { kind: 'text', text: "Say \\n or `-a 'b'`." },
        { kind: 'code', language: 'sh', lines: ['.hidden', '~/^x'] },
      ],
    },
  );
  assert.match(page, /\nSay \\en or \\fB\\-a \\\(aqb\\\(aq\\fR\.\n/);
  assert.match(page, /\n\\&\.hidden\n\\\(ti\/\\\(hax\n/);
});

/** Other pages are not installed where this is tried. */
function relevant(output: string): string[] {
  return output.split('\n').filter((line) => line !== '' && !line.includes('STYLE: referenced manual not found'));
}

function whyNot(program: string): string | false {
  const found = (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));
  return found || process.env.CI === 'true' ? false : `apt-get install ${program}`;
}
