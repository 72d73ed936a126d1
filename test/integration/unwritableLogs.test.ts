import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { notRoot } from '../helpers/flavour.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { readOrNull } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** Writes a numbered line every tenth of a second. */
const TICKER = "command=sh -c 'i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.1; done'";

const FAILED = /^cannot write the log \S+: /;
const RESUMED = /^the log \S+ is written again; (\d+) bytes of output were lost$/;

function about(daemon: Daemon, pattern: RegExp): string[] {
  return daemon.log().flatMap(({ text }) => (pattern.test(text) ? [text] : []));
}

async function end(daemon: Daemon): Promise<void> {
  daemon.signal('SIGTERM');
  assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
}

/** A file system of 64 KiB that only the daemon and its programs see. */
const SMALL = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mkdir {dir}/small && mount -t tmpfs -o size=64k tmpfs {dir}/small && exec "$@"',
  'sh',
];

test('a full disk costs only the bytes that did not fit, is told once, and writing resumes', {
  skip: notRoot,
  timeout: 90_000,
}, async () => {
  const filler =
    'command=sh -c \'while :; do head -c 4000 /dev/zero | tr "\\\\0" x; echo; sleep 0.05; done\'\nstdout_logfile={dir}/small/full.out\nstdout_logfile_maxbytes=0';
  const config = oursConfig({ full: filler, other: TICKER });
  await withDaemon({ flavour: 'ours', config, wrap: SMALL }, async (daemon) => {
    const full = `/proc/${daemon.pid}/root${daemon.sandbox.path('small/full.out')}`;
    await daemon.waitLog(FAILED);
    assert.match(about(daemon, FAILED).join(), /full\.out: .*(ENOSPC|[Nn]o space)/);
    const ticks = daemon.sandbox.read('other.out')?.length ?? 0;
    await waitFor('the other program going on', () => (daemon.sandbox.read('other.out')?.length ?? 0) > ticks);
    assert.equal(about(daemon, FAILED).length, 1, 'told once');
    truncateSync(full);
    const { text } = await daemon.waitLog(RESUMED);
    assert.ok(Number(RESUMED.exec(text)?.[1]) > 0);
    await waitFor('output after it', () => (readOrNull(full)?.length ?? 0) > 0);
    assert.equal(about(daemon, /^(exited|spawned): '?full/).length, 1, 'the program itself never noticed');
    await end(daemon);
  });
});

test('a log whose directory has gone at SIGUSR2 costs only its own bytes and comes back with the directory', {
  timeout: 90_000,
}, async () => {
  const config = oursConfig({ homeless: `${TICKER}\nstdout_logfile={dir}/logs/homeless.out`, other: TICKER });
  await withDaemon({ flavour: 'ours', config, files: { 'logs/x': '' } }, async (daemon) => {
    const { sandbox } = daemon;
    await waitFor('the first lines', () => sandbox.read('logs/homeless.out'));
    renameSync(sandbox.path('logs'), sandbox.path('away'));
    daemon.signal('SIGUSR2');
    await daemon.waitLog(FAILED);
    assert.equal(about(daemon, FAILED).length, 1);
    mkdirSync(sandbox.path('logs'));
    daemon.signal('SIGUSR2');
    await daemon.waitLog(RESUMED);
    await waitFor('new lines', () => sandbox.read('logs/homeless.out')?.includes('tick'));
    await end(daemon);
    assert.deepEqual(about(daemon, /^exited/), []);
  });
});

test('a program whose log may not be written runs all the same', { skip: notRoot, timeout: 90_000 }, async () => {
  const config = oursConfig({ refused: `${TICKER}\nstdout_logfile={dir}/logs/refused.out`, other: TICKER });
  await withDaemon({ flavour: 'ours', config, files: { 'logs/x': '' }, uid: 65534, gid: 65534 }, async (daemon) => {
    await daemon.waitLog(/^success: refused/);
    await daemon.waitLog(FAILED);
    assert.match(about(daemon, FAILED).join(), /refused\.out: /);
    chmodSync(daemon.sandbox.path('logs'), 0o777);
    await daemon.waitLog(RESUMED);
    await waitFor('new lines', () => daemon.sandbox.read('logs/refused.out')?.includes('tick'));
    await end(daemon);
  });
});

test('a log in a directory that vanishes before a rotation resumes once it is back', { timeout: 90_000 }, async () => {
  const config = oursConfig({
    rotating: `${TICKER}\nstdout_logfile={dir}/logs/rotating.out\nstdout_logfile_maxbytes=200\nstdout_logfile_backups=1`,
  });
  await withDaemon({ flavour: 'ours', config, files: { 'logs/x': '' } }, async (daemon) => {
    const { sandbox } = daemon;
    await waitFor('a rotation', () => sandbox.read('logs/rotating.out.1'));
    rmSync(sandbox.path('logs'), { recursive: true });
    await daemon.waitLog(FAILED);
    mkdirSync(sandbox.path('logs'));
    await daemon.waitLog(RESUMED);
    await waitFor('new lines', () => sandbox.read('logs/rotating.out')?.includes('tick'));
    await end(daemon);
    assert.deepEqual(about(daemon, /^exited/), []);
  });
});

test('an activity log that cannot be written any more does not end the daemon', {
  skip: notRoot,
  timeout: 60_000,
}, async () => {
  const config = oursConfig({ crasher: "command=sh -c 'sleep 1.2; exit 1'", other: 'command=sleep 1000' }).replace(
    '{dir}/supervisord.log',
    '{dir}/small/supervisord.log',
  );
  const wrap = [...SMALL];
  await withDaemon({ flavour: 'ours', config, wrap }, async (daemon) => {
    const root = `/proc/${daemon.pid}/root`;
    await waitFor('the program', () =>
      readOrNull(`${root}${daemon.sandbox.path('small/supervisord.log')}`)?.includes('success: crasher'),
    );
    execFileSync(
      'nsenter',
      [
        '-t',
        String(daemon.pid),
        '-m',
        'sh',
        '-c',
        `head -c 100000 /dev/zero > ${daemon.sandbox.path('small/ballast')} || true`,
      ],
      { stdio: 'ignore' },
    );
    const starts = (): number => daemon.stdout().split('spawned:').length;
    const before = starts();
    await waitFor('restarts going on', () => starts() > before + 1);
    await end(daemon);
  });
});
