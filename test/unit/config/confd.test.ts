import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { checkConfig } from '../../../src/config/check/check.ts';
import { SECTIONS } from '../../../src/config/options/sections.ts';
import { ROOT } from '../../helpers/flavour.ts';
import { surroundings, write } from './surroundings.ts';

const FOLDER = join(ROOT, 'conf.d');
const OURS = Object.entries(SECTIONS.program?.table ?? {}).flatMap(([key, { ours }]) => (ours === true ? [key] : []));

/** It has no program: the frame for those of an image that had Debian's package of Supervisor. */
const FRAME = 'supervisord.conf.template';

for (const name of readdirSync(FOLDER)) {
  if (name === FRAME) continue;
  const text = readFileSync(join(FOLDER, name), 'utf8');
  describe(`conf.d/${name}`, () => {
    test('begins with a comment that says what it is for', () => assert.match(text, /^; \S.{10,}\n/));

    test('is a configuration that nothing is wrong with', (t) => {
      // Users of packages that are not installed here.
      const config = `[supervisord]\n${text.replace(/^user=.*$/gm, 'user=root')}`;
      assert.deepEqual(checkConfig(write(t, config), surroundings()), []);
    });

    test('says how it stops, that it is started again and where its output goes', () => {
      for (const section of text.split(/^(?=\[)/m).slice(1)) {
        for (const key of ['command', 'stopsignal', 'autorestart', 'stdout_logfile', 'stdout_logfile_maxbytes']) {
          assert.match(section, new RegExp(`^${key}=`, 'm'));
        }
      }
    });

    test('works under Supervisor too', () => {
      const keys = [...text.matchAll(/^([a-z_]+)=/gm)].map(([, key]) => key ?? '');
      assert.deepEqual(
        keys.filter((key) => OURS.includes(key)),
        [],
      );
    });
  });
}
