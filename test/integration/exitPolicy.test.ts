import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';

interface ExitCase {
  readonly title: string;
  readonly programs: Readonly<Record<string, string>>;
  readonly supervisord?: string;
  readonly status: number;
  /** What the activity log says about it. */
  readonly says: RegExp;
}

const SLEEPER = 'command=sleep 1000';

const CASES: readonly ExitCase[] = [
  {
    title: 'exit_on=fatal ends the daemon with the status of the program that was given up',
    programs: { app: "command=sh -c 'exit 7'\nstartretries=1\nexit_on=fatal", other: SLEEPER },
    status: 7,
    says: /^exit_on=fatal: app is FATAL; shutting down with exit status 7$/,
  },
  {
    title: 'exit_on=fatal with a command that does not exist ends with 127',
    programs: { app: 'command=/nowhere/app\nstartretries=0\nexit_on=fatal', other: SLEEPER },
    status: 127,
    says: /shutting down with exit status 127$/,
  },
  {
    title: 'exit_on=fatal with a program that ended well, but too early, is a failure all the same',
    programs: { app: 'command=true\nstartretries=0\nexit_on=fatal' },
    status: 1,
    says: /shutting down with exit status 1$/,
  },
  {
    title: 'exit_on=failure ends with 128 + n after a signal',
    programs: { app: "command=sh -c 'sleep 1.2; kill -KILL $$'\nautorestart=true\nexit_on=failure", other: SLEEPER },
    status: 137,
    says: /^exit_on=failure: app is EXITED; shutting down with exit status 137$/,
  },
  {
    title: 'exit_on=exit ends at any end, with its status',
    programs: { app: "command=sh -c 'sleep 0.3; exit 0'\nexit_on=exit\nautorestart=false", other: SLEEPER },
    status: 0,
    says: /^exit_on=exit: app is BACKOFF; shutting down with exit status 0$/,
  },
  {
    title: 'exit_when_idle ends with 0 when all have ended well',
    programs: { a: 'command=true\nstartsecs=0', b: 'command=sleep 0.5\nstartsecs=0' },
    supervisord: 'exit_when_idle=true',
    status: 0,
    says: /^exit_when_idle: nothing runs any more; shutting down with exit status 0$/,
  },
  {
    title: 'exit_when_idle ends with the status of the first that failed',
    programs: {
      late: "command=sh -c 'sleep 0.6; exit 4'\nstartsecs=0\nautorestart=false",
      early: "command=sh -c 'sleep 0.2; exit 3'\nstartsecs=0\nautorestart=false",
      well: 'command=true\nstartsecs=0',
    },
    supervisord: 'exit_when_idle=true',
    status: 3,
    says: /^exit_when_idle: nothing runs any more, and early failed; shutting down with exit status 3$/,
  },
];

for (const { title, programs, supervisord = '', status, says } of CASES) {
  test(title, { timeout: 60_000 }, async () => {
    await withDaemon({ flavour: 'ours', config: oursConfig(programs, supervisord) }, async (daemon) => {
      assert.deepEqual(await daemon.waitExit(30_000), { code: status, signal: null });
      await daemon.waitLog(says);
    });
  });
}

test('a stop by request is no end by itself', { timeout: 60_000 }, async () => {
  const config = oursConfig({ app: `${SLEEPER}\nexit_on=exit` }, 'exit_when_idle=true');
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), { code: 0, signal: null });
  });
});

test('within shutdown_timeout every group gets its chance, and what does not stop is killed', {
  timeout: 60_000,
}, async () => {
  const stubborn = (priority: number) =>
    `command=sh -c 'trap "" TERM; echo up; while :; do sleep 0.1; done'\npriority=${priority}\nstopasgroup=true`;
  const config = oursConfig(
    {
      first: stubborn(1),
      second: stubborn(2),
      good: `command=sh -c 'trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.1; done'\npriority=0`,
    },
    'shutdown_timeout=3',
  );
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    for (const name of ['first', 'second', 'good']) await daemon.waitLog(new RegExp(`^success: ${name}`));
    const begin = performance.now();
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), { code: 0, signal: null });
    const took = performance.now() - begin;
    assert.ok(took > 1500 && took < 6000, `it took ${took} ms`);
    await daemon.waitLog(/^shutdown_timeout: the time for second to stop is up$/);
    await daemon.waitLog(/^shutdown_timeout: the time for first to stop is up$/);
    await daemon.waitLog(/^stopped: good \(exit status 0\)$/);
  });
});
