import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** One child in its group, one in another session, and one of the latter's. */
const FAMILY = `command=sh -c 'sleep 5001 & setsid sh -c "setsid sleep 5002 & exec sleep 5003" & exec sleep 5004'`;

for (const [title, option, left] of [
  ['kill_tree ends what a program has started, wherever it has gone', 'kill_tree=true', 0],
  ['without kill_tree it stays, as under Supervisor', '', 3],
] as const) {
  test(title, { timeout: 60_000 }, async () => {
    const config = oursConfig({ family: `${FAMILY}\n${option}` });
    await withDaemon({ flavour: 'ours', config }, async (daemon) => {
      await daemon.waitLog(/^success: family/);
      await waitFor('the family', () => daemon.processes().length === 5);
      daemon.signal('SIGTERM');
      assert.deepEqual(await daemon.waitExit(20_000), { code: 0, signal: null });
      await waitFor('what is left', () => daemon.processes().length === left, {
        state: () => String(daemon.processes()),
      });
    });
  });
}
