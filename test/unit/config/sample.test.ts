import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkConfig } from '../../../src/config/check/check.ts';
import { renderSample } from '../../../src/config/sample.ts';
import { surroundings, write } from './surroundings.ts';

describe('The sample file', () => {
  test('is a configuration that nothing is wrong with', (t) => {
    assert.deepEqual(checkConfig(write(t, renderSample()), surroundings()), []);
  });

  test('is still right when every option in it is turned on', (t) => {
    const text = renderSample().replace(/^;(?! |$)/gm, '');
    const problems = checkConfig(write(t, text), surroundings({ TMPDIR: '/tmp' }));
    const expected = [/^No file matches via include/, /^the Python plug-in package.module:factory cannot run/];
    const others = problems.filter(({ message }) => !expected.some((pattern) => pattern.test(message)));
    assert.deepEqual(others, []);
  });
});
