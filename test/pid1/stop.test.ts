import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oursConfig } from '../helpers/oursConfig.ts';
import { asPid1, catches, noNamespace } from '../helpers/pidNamespace.ts';
import { waitFor } from '../helpers/waitFor.ts';

const skip = noNamespace;
const CLEAN = { code: 0, signal: null };
const [SIGHUP, SIGQUIT, SIGTERM] = [1, 3, 15] as const;

test('it is PID 1, and SIGTERM stops everything in order and ends with exit status 0', {
  skip,
  timeout: 60_000,
}, async () => {
  const config = oursConfig({
    first: 'command=sleep 1000\npriority=1',
    second: 'command=sleep 1000\npriority=2',
    third: 'command=sleep 1000\npriority=3',
  });
  await asPid1({ config }, async ({ daemon, signal }) => {
    for (const name of ['first', 'second', 'third']) await daemon.waitLog(new RegExp(`^success: ${name}`));
    assert.equal(daemon.sandbox.read('supervisord.pid'), '1\n');
    signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), CLEAN);
    const stopped = daemon.log().flatMap(({ text }) => /^stopped: (\S+)/.exec(text)?.[1] ?? []);
    assert.deepEqual(stopped, ['third', 'second', 'first']);
    assert.equal(daemon.sandbox.read('supervisord.pid'), null);
    assert.deepEqual(daemon.processes(), []);
  });
});

test('SIGTERM as soon as it is heard, long before the first program is up, ends it cleanly', {
  skip,
  timeout: 90_000,
}, async () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`p${index}`, 'command=sleep 1000']));
  await asPid1({ config: oursConfig(many) }, async ({ daemon, pid, signal }) => {
    // Node itself catches SIGINT and SIGTERM for a moment before any script runs: the others tell that it is ours.
    await waitFor('handlers', () => [SIGHUP, SIGQUIT, SIGTERM].every((number) => catches(pid, number)), { every: 1 });
    signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), CLEAN);
    assert.deepEqual(daemon.processes(), []);
  });
});

test('SIGTERM in the middle of starting many programs ends it cleanly', { skip, timeout: 90_000 }, async () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`p${index}`, 'command=sleep 1000']));
  await asPid1({ config: oursConfig(many) }, async ({ daemon, signal }) => {
    await daemon.waitLog(/^spawned/);
    signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(60_000), CLEAN);
    const texts = daemon.log().map(({ text }) => text);
    const count = (start: string): number => texts.filter((text) => text.startsWith(start)).length;
    assert.equal(count('stopped:'), count('spawned:'));
    assert.deepEqual(daemon.processes(), []);
  });
});

test('SIGTERM sent every few milliseconds from the very start on ends it once', { skip, timeout: 60_000 }, async () => {
  await asPid1({ config: oursConfig({ one: 'command=sleep 1000' }) }, async ({ daemon, signal }) => {
    const timer = setInterval(() => void signal('SIGTERM'), 5);
    try {
      assert.deepEqual(await daemon.waitExit(), CLEAN);
    } finally {
      clearInterval(timer);
    }
  });
});

test('a deaf program is killed after stopwaitsecs and the exit status stays 0', { skip, timeout: 60_000 }, async () => {
  const config = oursConfig({
    deaf: `command=sh -c "trap '' TERM; echo deaf; while :; do sleep 0.1; done"\nstopwaitsecs=1`,
  });
  await asPid1({ config }, async ({ daemon, signal }) => {
    await daemon.waitLog(/^success: deaf/);
    signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), CLEAN);
    assert.match(
      daemon.messages().join('\n'),
      /WARN killing 'deaf' \(<pid>\) with SIGKILL\nWARN stopped: deaf \(terminated by SIGKILL\)/,
    );
  });
});

test('SIGHUP restarts it as PID 1 too', { skip, timeout: 60_000 }, async () => {
  await asPid1({ config: oursConfig({ one: 'command=sleep 1000' }) }, async ({ daemon, signal }) => {
    await daemon.waitLog(/^success: one/);
    signal('SIGHUP');
    await daemon.waitLog(/^success: one/, 2);
    signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), CLEAN);
  });
});

test('SIGINT and SIGQUIT stop it as PID 1 too', { skip, timeout: 60_000 }, async () => {
  for (const name of ['SIGINT', 'SIGQUIT'] as const) {
    await asPid1({ config: oursConfig({ one: 'command=sleep 1000' }) }, async ({ daemon, signal }) => {
      await daemon.waitLog(/^success: one/);
      signal(name);
      assert.deepEqual(await daemon.waitExit(), CLEAN);
    });
  }
});

test('without any program it goes on until it is told to stop', { skip, timeout: 60_000 }, async () => {
  await asPid1(
    { config: oursConfig({ off: 'command=sleep 1000\nautostart=false' }) },
    async ({ daemon, signal, pid }) => {
      await daemon.waitLog(/^supervisord started with pid 1$/);
      // Long enough for whatever timers a start has set to be over: nothing but waiting for signals is left then.
      await assert.rejects(daemon.waitExit(6_000), /exit of the daemon: not within/);
      assert.ok(catches(pid, SIGTERM));
      signal('SIGTERM');
      assert.deepEqual(await daemon.waitExit(), CLEAN);
    },
  );
});

test("with everything on the container's stdout no line is lost at the end", { skip, timeout: 60_000 }, async () => {
  const line = `command=sh -c 'trap "seq 20000; echo bye; exit 0" TERM; echo ready; while :; do sleep 0.1; done'`;
  const config = oursConfig(
    {
      talker: `${line}\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\nstderr_logfile=/dev/stderr\nstderr_logfile_maxbytes=0`,
    },
    'nodaemon=true\nlogfile=/dev/stdout\nlogfile_maxbytes=0\nsilent=true',
  );
  await asPid1(
    { config, args: ['-c', '{dir}/supervisord.conf'], output: 'pipe', logfile: 'stdout' },
    async ({ daemon, signal }) => {
      await waitFor('the first line', () => daemon.stdout().includes('ready'));
      signal('SIGTERM');
      assert.deepEqual(await daemon.waitExit(), CLEAN);
      await waitFor('the last lines', () => daemon.stdout().includes('stopped: talker'));
      const lines = daemon.stdout().split('\n');
      assert.equal(lines.filter((text) => /^\d+$/.test(text)).length, 20_000);
      assert.ok(lines.includes('20000') && lines.includes('bye'));
    },
  );
});
