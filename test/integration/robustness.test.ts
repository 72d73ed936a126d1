import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { waitFor } from '../helpers/waitFor.ts';

const CLEAN = { code: 0, signal: null };

test('a stdout that nobody reads neither stands still the daemon nor keeps it from ending', {
  timeout: 90_000,
}, async () => {
  const console = 'stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0';
  const config = oursConfig({
    flood: `command=sh -c 'while :; do head -c 65536 /dev/zero | tr "\\\\0" x; done'\n${console}`,
    counter: "command=sh -c 'echo run; sleep 1.2; exit 1'",
  });
  await withDaemon({ flavour: 'ours', config, output: 'unread pipe' }, async (daemon) => {
    await daemon.waitLog(/^success: flood/);
    await waitFor(
      'restarts of the other program',
      () => (daemon.sandbox.read('counter.out')?.split('run').length ?? 0) > 4,
    );
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), CLEAN);
  });
});

test('the foreground activity log on a stdout that nobody reads does not stand still either', {
  timeout: 90_000,
}, async () => {
  const config = oursConfig({ chatty: 'command=seq 200000\nautorestart=true\nstartsecs=0' }, 'loglevel=debug');
  await withDaemon({ flavour: 'ours', config, output: 'unread pipe' }, async (daemon) => {
    await daemon.waitLog(/^spawned/, 4);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), CLEAN);
  });
});

test('a stdout whose reader has gone does not end the daemon', { timeout: 90_000 }, async () => {
  const config = oursConfig({ one: "command=sh -c 'echo run; sleep 1.2; exit 1'" });
  const wrap = ['/bin/sh', '-c', 'mkfifo {dir}/gone.fifo && exec "$@" > {dir}/gone.fifo', 'sh'];
  await withDaemon({ flavour: 'ours', config, wrap }, async (daemon) => {
    const fifo = daemon.sandbox.path('gone.fifo');
    await waitFor('the fifo', () => existsSync(fifo));
    const reader = openSync(fifo, 'r');
    await daemon.waitLog(/^success: one/);
    closeSync(reader);
    await daemon.waitLog(/^success: one/, 3);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), CLEAN);
  });
});

test('fifty programs that cannot start do not keep one that can from running', { timeout: 90_000 }, async () => {
  const wrong = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [
      `wrong${index}`,
      `command=${WRONG[index % WRONG.length]}\nstartretries=2`,
    ]),
  );
  const files = {
    'nobang.sh': { text: 'echo', mode: 0o755 },
    'plain.txt': 'x',
    'noreader.sh': { text: '#!/no/such\n', mode: 0o755 },
  };
  await withDaemon(
    { flavour: 'ours', config: oursConfig({ ...wrong, good: 'command=sleep 1000' }), files },
    async (daemon) => {
      await daemon.waitLog(/^success: good/);
      await daemon.waitLog(/^gave up: wrong/, 50, 60_000);
      assert.equal(daemon.log().filter(({ text }) => text.startsWith('exited: good')).length, 0);
      daemon.signal('SIGTERM');
      assert.deepEqual(await daemon.waitExit(), CLEAN);
    },
  );
});

const WRONG = [
  '/no/such/file',
  '{dir}/plain.txt',
  '{dir}/nobang.sh',
  '{dir}/noreader.sh',
  '{dir}',
  'sh -c "oops',
  'nosuchtool',
  'sh -c "exit 1"',
  'sh -c "kill -SEGV $$"',
];

test('it goes on when every program has ended', { timeout: 60_000 }, async () => {
  const config = oursConfig({
    once: "command=sh -c 'sleep 1.2'\nautorestart=false",
    never: 'command=/no/such\nstartretries=0',
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^exited: once/);
    await daemon.waitLog(/^gave up: never/);
    await assert.rejects(daemon.waitExit(6_000), /exit of the daemon: not within/);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), CLEAN);
    assert.equal(daemon.sandbox.read('supervisord.pid'), null);
  });
});

test('names in the environment that a shell would not take reach programs all the same', {
  timeout: 60_000,
}, async () => {
  const env = { 'spring.datasource.url': 'jdbc:x', 'WITH-DASH': '1', 'with space': '2' };
  await withDaemon({ flavour: 'ours', config: oursConfig({ one: 'command=sleep 1000' }), env }, async (daemon) => {
    await daemon.waitLog(/^success: one/);
    const { environment = [] } = daemon.probe('one');
    for (const [name, value] of Object.entries(env)) assert.ok(environment.includes(`${name}=${value}`), name);
    assert.deepEqual(
      [...environment].filter((entry) => /^(PWD|OLDPWD|SHLVL|_|TSUPERVISORD\w*)=/.test(entry)),
      [],
    );
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), CLEAN);
  });
});
