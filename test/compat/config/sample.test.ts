import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderSample } from '../../../src/config/sample.ts';
import { withDaemon } from '../../helpers/daemon.ts';
import { noReference, notRoot } from '../../helpers/flavour.ts';

/** In a directory of its own. */
const SAMPLE = renderSample().replaceAll('/tmp/', '{dir}/');
const EVERYTHING = SAMPLE.replace(/^;(?! |$)/gm, '').replace(/^(command=)\/bin\/cat$/m, '$1/bin/sleep 60');

for (const [what, config] of Object.entries({
  'the sample file': SAMPLE,
  'the same with everything turned on': EVERYTHING,
})) {
  test(`Supervisor itself starts with ${what}`, { skip: noReference || notRoot, timeout: 60_000 }, () =>
    withDaemon({ flavour: 'reference', config }, async (daemon) => {
      await daemon.waitLog(/^supervisord started with pid/);
      assert.equal(daemon.exited(), null);
    }),
  );
}
