import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { waitFor } from '../helpers/waitFor.ts';

test('pty=true gives a program a terminal of its own, and its log is as the program wrote it', {
  timeout: 60_000,
}, async () => {
  const command = `sh -c 'test -t 0 && test -t 1 && test -t 2 && tty && echo to-stderr >&2; echo here > /dev/tty; stty size; exec cat'`;
  const config = oursConfig({ app: `command=${command}\npty=true` });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    const text = () => daemon.sandbox.read('app.out') ?? '';
    await waitFor('its output', () => text().includes('43 132'));
    assert.match(text(), /^\/dev\/pts\/[0-9]+\nto-stderr\nhere\n43 132\n$/);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), { code: 0, signal: null });
    await daemon.waitLog(/^stopped: app \(terminated by SIGTERM\)$/);
  });
});

test('what a program says last before it ends is not lost in the terminal', { timeout: 60_000 }, async () => {
  const config = oursConfig({ app: `command=sh -c 'seq 20000; echo last'\npty=true\nstartsecs=0\nautorestart=false` });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^exited: app/);
    await waitFor('the last line', () => daemon.sandbox.read('app.out')?.endsWith('\nlast\n'));
    assert.equal(daemon.sandbox.read('app.out')?.split('\n').length, 20_002);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), { code: 0, signal: null });
  });
});

test('a shell on a terminal has job control, and its children get the signals of the terminal', {
  timeout: 60_000,
}, async () => {
  const config = oursConfig({
    app: `command=bash --norc -i -c 'set -m; sleep 1 & jobs; fg; echo back'\npty=true\nstartsecs=0\nautorestart=false`,
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await waitFor('the shell', () => daemon.sandbox.read('app.out')?.includes('back'));
    assert.doesNotMatch(daemon.sandbox.read('app.out') ?? '', /no job control|cannot set terminal/);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), { code: 0, signal: null });
  });
});
