import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withDaemon } from '../helpers/daemon.ts';
import { type Flavour, noReference, selfCheck } from '../helpers/flavour.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** Keys and sections that a stock supervisord does not know, in a file that it is to run all the same. */
const APP = [
  `command=sh -c 'echo "$A-$B-$PW-$(nice)-$(ulimit -Sn)"; exec sleep 1000'`,
  'environment=A="own"',
  'environment_file=-{dir}/none.env, {dir}/app.env',
  'environment_secret=PW:{dir}/pw',
  'user_env=true',
  'nice=3',
  'oom_score_adj=300',
  'rlimits=nofile:77:88, core:0',
  'no_new_privileges=true',
  'max_runtime=1h',
].join('\n');

const CONFIG = `${oursConfig({ app: APP }, 'minfds=100\nexport_environment={dir}/exported\nexport_environment_exclude=X*, !XY\n')}
[program-default]
autostart=false
startsecs=0
`;

const FILES = { 'app.env': 'A=file\nB=file\n', pw: 'pw\n' };

const SEES: Readonly<Record<Flavour, string>> = { reference: 'own---0-100', ours: 'own-file-pw-3-77' };

describe('A file with our own keys', { skip: noReference || selfCheck }, () => {
  for (const flavour of ['reference', 'ours'] as const) {
    test(`${flavour === 'ours' ? 'means what they say' : 'is run by the reference as if they were not there'}`, {
      timeout: 60_000,
    }, async () => {
      const config = flavour === 'ours' ? CONFIG.replace('autostart=false', 'autostart=true') : CONFIG;
      const wrap = ['sh', '-c', 'ulimit -Sn 64; exec "$@"', 'sh'];
      await withDaemon({ flavour, config, files: FILES, wrap }, async (daemon) => {
        // [program-default] would have kept it from starting.
        await daemon.waitLog(/^success: app entered RUNNING state/);
        const output = () => daemon.sandbox.read('app.out') ?? '';
        const text = await waitFor('its output', () => output().endsWith('\n') && output());
        assert.equal(text, `${SEES[flavour]}\n`);
        assert.equal(daemon.sandbox.read('exported') !== null, flavour === 'ours');
      });
    });
  }
});
