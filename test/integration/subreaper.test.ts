import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { childrenOf, isAlive, signal, statOf } from '../helpers/processes.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** Leaves a sleeper behind and writes its pid to `orphan`. */
const MAKER = `command=sh -c 'sh -c "sleep 1000 & echo \\$! > {dir}/orphan"; exec sleep 1000'`;

async function orphanOf(daemon: Daemon): Promise<number> {
  return waitFor('the orphan', () => Number(daemon.sandbox.read('orphan') ?? '') || null);
}

test('subreaper=true adopts the orphans of programs and reaps them', { timeout: 60_000 }, async () => {
  await withDaemon({ flavour: 'ours', config: oursConfig({ maker: MAKER }, 'subreaper=true') }, async (daemon) => {
    const orphan = await orphanOf(daemon);
    await waitFor('its adoption', () => statOf(orphan)?.ppid === daemon.pid);
    signal(orphan, 'SIGKILL');
    const { text } = await daemon.waitLog(/^reaped unknown pid/);
    assert.equal(text, `reaped unknown pid ${orphan} (terminated by SIGKILL)`);
    assert.deepEqual(
      childrenOf(daemon.pid).filter(({ state }) => state === 'Z'),
      [],
    );
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
  });
});

test('without it orphans go where they went before, and live on after the daemon', { timeout: 60_000 }, async () => {
  await withDaemon({ flavour: 'ours', config: oursConfig({ maker: MAKER }) }, async (daemon) => {
    const orphan = await orphanOf(daemon);
    await daemon.waitLog(/^success: maker/);
    assert.notEqual(statOf(orphan)?.ppid, daemon.pid);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
    assert.ok(isAlive(orphan));
  });
});
