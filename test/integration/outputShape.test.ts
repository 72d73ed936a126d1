import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { waitFor } from '../helpers/waitFor.ts';

test('lines of two programs come out whole on one stdout, behind their names, and files keep them as they are', {
  timeout: 60_000,
}, async () => {
  const chatter = (name: string) =>
    `command=sh -c 'for i in 1 2 3 4 5 6 7 8 9; do printf "${name} "; sleep 0.05; echo "$i"; done; printf end; exec sleep 100'
stdout_tee=/dev/stdout
stdout_format=prefix`;
  const config = oursConfig({ one: chatter('one'), two: chatter('two') });
  await withDaemon({ flavour: 'ours', config, output: 'file' }, async (daemon) => {
    const files = ['one', 'two'].map((name) => () => daemon.sandbox.read(`${name}.out`) ?? '');
    await waitFor('both programs to have written all', () => files.every((read) => read().endsWith('end')));
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), { code: 0, signal: null });
    const lines = daemon.stdout().split('\n');
    for (const name of ['one', 'two']) {
      const own = lines.filter((line) => line.startsWith(`${name} | `));
      const expected = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((i) => `${name} | ${name} ${i}`);
      assert.deepEqual(own, [...expected, `${name} | end`]);
      assert.match(daemon.sandbox.read(`${name}.out`) ?? '', new RegExp(`^${name} 1\n.*end$`, 's'));
    }
  });
});
