import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';

/** Holds that many megabytes. */
const HOLDER =
  'const held = Buffer.alloc(Number(process.argv[2]) * 2 ** 20, 1); setInterval(() => held.length, 1000);\n';

test('a program whose processes use more memory than it may is stopped as usual and started anew', {
  timeout: 60_000,
}, async () => {
  const hold = (mb: number) => `${process.execPath} {dir}/hold.cjs ${mb}`;
  const config = oursConfig({
    // The one that holds it has left the session of the program.
    big: `command=sh -c 'trap "kill $child; exit 0" TERM; setsid ${hold(200)} & child=$!; wait'\nmax_memory=150MB\nrestart_limit=1/60s\nkill_tree=true`,
    small: `command=${hold(1)}\nmax_memory=1GB`,
  });
  await withDaemon({ flavour: 'ours', config, files: { 'hold.cjs': HOLDER } }, async (daemon) => {
    const { level, text } = await daemon.waitLog(
      /^max_memory: big and 1 descendant use [0-9.]+ MB, more than 150\.0 MB; it is started anew$/,
    );
    assert.equal(level, 'WARN');
    const used = Number(/use ([0-9.]+)/.exec(text)?.[1]);
    // It may be seen while it is still taking it.
    assert.ok(used > 150 && used < 400, text);
    await daemon.waitLog(/^stopped: big/);
    await daemon.waitLog(/^spawned: 'big'/, 2);
    await daemon.waitLog(/^gave up: big entered FATAL state, it was restarted 1 times within 60 seconds/);
    assert.equal(daemon.log().filter(({ text }) => /small/.test(text) && !/spawned|success/.test(text)).length, 0);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(30_000), { code: 0, signal: null });
    assert.deepEqual(daemon.processes(), []);
  });
});
