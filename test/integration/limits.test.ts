import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withDaemon } from '../helpers/daemon.ts';
import { notRoot } from '../helpers/flavour.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { waitFor } from '../helpers/waitFor.ts';

const SHOWS = `command=sh -c 'ulimit -Sn; ulimit -Hn; ulimit -Sc; awk "/^Max processes/ { print \\$4 }" /proc/self/limits; nice; cat /proc/self/oom_score_adj; grep NoNewPrivs /proc/self/status; echo end; exec sleep 1000'`;

/** Of `hard` at most, so that an ordinary user can have them too. */
const LIMITS = 'rlimits=nofile:50:60, core:0, nproc:1000:2000';

test('nice, oom_score_adj, rlimits and no_new_privileges hold for the program that has them, and no other', {
  timeout: 60_000,
}, async () => {
  const config = oursConfig(
    { own: `${SHOWS}\nnice=7\noom_score_adj=800\n${LIMITS}\nno_new_privileges=true`, plain: SHOWS },
    'minfds=100',
  );
  const wrap = ['sh', '-c', 'ulimit -Sn 64; ulimit -Hn 4096; exec "$@"', 'sh'];
  await withDaemon({ flavour: 'ours', config, wrap }, async (daemon) => {
    const lines = (name: string) =>
      waitFor(`the output of ${name}`, () => {
        const text = daemon.sandbox.read(`${name}.out`) ?? '';
        return text.endsWith('end\n') && text.split('\n').slice(0, 7);
      });
    assert.deepEqual(await lines('own'), ['50', '60', '0', '2000', '7', '800', 'NoNewPrivs:\t1']);
    // What minfds has made of it, and all else as the daemon has it.
    const [soft, hard, , , nice, score, privileges] = await lines('plain');
    const ours = readFileSync('/proc/self/oom_score_adj', 'utf8').trim();
    assert.deepEqual([soft, hard, nice, score, privileges], ['100', '4096', '0', ours, 'NoNewPrivs:\t0']);
  });
});

const REFUSED: readonly (readonly [option: string, says: RegExp])[] = [
  ['nice=-5', /^supervisor: couldn't set nice=-5 for cat: EACCES$/m],
  ['oom_score_adj=-900', /^supervisor: couldn't set oom_score_adj=-900 for cat: EACCES$/m],
  ['rlimits=nofile:70000', /^supervisor: couldn't set the resource limits \(rlimits=nofile:70000\) for cat: EPERM$/m],
];

test('what the kernel refuses is said on standard error, and the program is not started without it', {
  timeout: 60_000,
  skip: notRoot,
}, async () => {
  const programs = REFUSED.map(([option], index) => [`p${index}`, `command=cat\nstartretries=0\n${option}`] as const);
  // An ordinary user, to whom the kernel refuses it everywhere.
  const wrap = [
    'sh',
    '-c',
    'ulimit -n 4096; chmod -R a+rwX {dir}; exec setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"',
    'sh',
  ];
  await withDaemon({ flavour: 'ours', config: oursConfig(Object.fromEntries(programs)), wrap }, async (daemon) => {
    for (const [index, [, says]] of REFUSED.entries()) {
      await daemon.waitLog(new RegExp(`^gave up: p${index} entered FATAL`));
      assert.match(daemon.sandbox.read(`p${index}.err`) ?? '', says);
    }
  });
});

test('max_runtime stops a program and starts it again, or leaves it as autorestart says', {
  timeout: 60_000,
}, async () => {
  const stubborn = `command=sh -c 'trap "" TERM; while :; do sleep 0.1; done'\nmax_runtime=1.5\nstopwaitsecs=1`;
  const config = oursConfig({
    again: 'command=sleep 1000\nmax_runtime=1500ms',
    job: `command=sh -c 'trap "exit 0" TERM; while :; do sleep 0.1; done'\ntype=oneshot\nautorestart=false\nmax_runtime=1.5`,
    after: 'command=cat\ndepends_on=job:done',
    stubborn,
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^max_runtime: again \(pid \d+\) has run for 1.5 seconds and is stopped$/);
    await daemon.waitLog(/^exited: again \(terminated by SIGTERM; not expected\)$/);
    await daemon.waitLog(/^spawned: 'again'/, 3);
    await daemon.waitLog(/^killing 'stubborn' \(\d+\) with SIGKILL$/);
    await daemon.waitLog(/^spawned: 'stubborn'/, 2);
    // Its time was up, so it is not done.
    await daemon.waitLog(/^exited: job \(exit status 0; not expected\)$/);
    assert.equal(daemon.log().filter(({ text }) => /^spawned: '(after|job)'/.test(text)).length, 1);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), { code: 0, signal: null });
  });
});
