import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';

/** The order of what the activity log says, of these messages only. */
function order(daemon: Daemon, pattern: RegExp): string[] {
  return daemon.log().flatMap(({ text }) => pattern.exec(text)?.slice(1).join(' ') ?? []);
}

async function endsWell(daemon: Daemon): Promise<void> {
  daemon.signal('SIGTERM');
  assert.deepEqual(await daemon.waitExit(30_000), { code: 0, signal: null });
}

const SLEEPER = "command=sh -c 'exec sleep 1000'";

test('programs start when what they depend on has come, and stop in reverse', { timeout: 60_000 }, async () => {
  const config = oursConfig({
    // By priority and name the order would be the opposite.
    aaa: `${SLEEPER}\ndepends_on=migrate:done, cache\npriority=1`,
    cache: `${SLEEPER}\nstartsecs=1\npriority=900`,
    db: `command=sh -c 'echo booting; sleep 0.7; echo listening on port; exec sleep 1000'\nready=log:listening on\npriority=999`,
    migrate: `command=sh -c 'sleep 0.2'\ntype=oneshot\ndepends_on=db:ready\npriority=2`,
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^success: aaa/);
    const spawned = order(daemon, /^spawned: '(\w+)'/);
    assert.deepEqual(spawned, ['cache', 'db', 'migrate', 'aaa']);
    const ready = order(daemon, /^(ready|spawned|exited):? '?(db|migrate)/);
    assert.deepEqual(ready, ['spawned db', 'ready db', 'spawned migrate', 'exited migrate']);
    await endsWell(daemon);
    assert.deepEqual(order(daemon, /^stopped: (\w+)/)[0], 'aaa');
    assert.deepEqual(order(daemon, /^stopped: (\w+)/).sort(), ['aaa', 'cache', 'db']);
  });
});

test('a whole chain comes up in order and goes down in reverse', { timeout: 60_000 }, async () => {
  const names = ['e', 'd', 'c', 'b', 'a'];
  const programs = names.map((name, index) => {
    const on = names[index - 1];
    return [name, `${SLEEPER}\nstartsecs=0${on === undefined ? '' : `\ndepends_on=${on}`}`] as const;
  });
  await withDaemon({ flavour: 'ours', config: oursConfig(Object.fromEntries(programs)) }, async (daemon) => {
    await daemon.waitLog(/^success: a/);
    assert.deepEqual(order(daemon, /^spawned: '(\w+)'/), names);
    await endsWell(daemon);
    assert.deepEqual(order(daemon, /^stopped: (\w+)/), [...names].reverse());
  });
});

test('what depends on a program that was given up is not started, and the log says why', {
  timeout: 60_000,
}, async () => {
  const config = oursConfig({
    web: `${SLEEPER}\ndepends_on=db`,
    db: 'command=/nowhere/db\nstartretries=0',
    other: SLEEPER,
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^web is not started: it depends on db:started, and db is FATAL$/);
    await daemon.waitLog(/^success: other/);
    assert.deepEqual(order(daemon, /^spawned: '(\w+)'/), ['other']);
    await endsWell(daemon);
  });
});

const READY: Readonly<Record<string, string>> = {
  'exec:': 'exec:test -e {dir}/there',
  'file:': 'file:{dir}/there',
};

for (const [kind, probe] of Object.entries(READY)) {
  test(`ready=${kind} is seen once it is so, not before`, { timeout: 60_000 }, async () => {
    const config = oursConfig({
      slow: `command=sh -c 'sleep 1.5; touch {dir}/there; exec sleep 1000'\nready=${probe}\nready_timeout=0.5`,
      after: `${SLEEPER}\ndepends_on=slow:ready`,
    });
    await withDaemon({ flavour: 'ours', config }, async (daemon) => {
      await daemon.waitLog(/^slow is not ready after 0.5 seconds: (exit status 1|ENOENT)$/);
      await daemon.waitLog(/^ready: slow$/);
      await daemon.waitLog(/^success: after/);
      assert.deepEqual(order(daemon, /^(ready|spawned):? '?(slow|after)/), [
        'spawned slow',
        'ready slow',
        'spawned after',
      ]);
      await endsWell(daemon);
    });
  });
}

const SERVER = `const [, , port] = process.argv;
setTimeout(() => require('node:http').createServer((_, answer) => {
  answer.statusCode = require('node:fs').existsSync(process.argv[3]) ? 500 : 200;
  answer.end();
}).listen(Number(port), '127.0.0.1'), 600);
`;

test('an http server is ready when it answers, unhealthy when it answers badly, and started anew then', {
  timeout: 60_000,
}, async () => {
  const port = 20_000 + (process.pid % 20_000);
  const config = oursConfig({
    web: `command=${process.execPath} {dir}/server.cjs ${port} {dir}/bad
ready=tcp:127.0.0.1:${port}
health=http://127.0.0.1:${port}/
health_interval=0.2
health_retries=2
health_start_period=10`,
    after: `${SLEEPER}\ndepends_on=web:healthy`,
  });
  await withDaemon({ flavour: 'ours', config, files: { 'server.cjs': SERVER } }, async (daemon) => {
    await daemon.waitLog(/^ready: web$/);
    await daemon.waitLog(/^healthy: web$/);
    await daemon.waitLog(/^success: after/);
    daemon.sandbox.write('bad', '');
    await daemon.waitLog(/^unhealthy: web \(HTTP status 500\)$/);
    await daemon.waitLog(/^health_action=restart: web is started anew$/);
    await daemon.waitLog(/^spawned: 'web'/, 2);
    await endsWell(daemon);
  });
});

test('health_action=exit ends the daemon with status 1', { timeout: 60_000 }, async () => {
  const config = oursConfig({
    app: `${SLEEPER}\nhealth=exec:false\nhealth_interval=0.1\nhealth_retries=1\nhealth_action=exit`,
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    assert.deepEqual(await daemon.waitExit(30_000), { code: 1, signal: null });
    await daemon.waitLog(/^health_action=exit: app is unhealthy; shutting down with exit status 1$/);
  });
});

test('a health check that never answers is given up and its command ended', { timeout: 60_000 }, async () => {
  const config = oursConfig({
    app: `${SLEEPER}\nhealth=exec:sleep 4321\nhealth_timeout=0.3\nhealth_interval=0.1\nhealth_retries=1\nhealth_action=none`,
  });
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^unhealthy: app \(no answer within 0.3 seconds\)$/);
    await endsWell(daemon);
    assert.deepEqual(daemon.processes(), []);
  });
});

test('redis, php-like and web programs with random delays come up in order, twenty times', {
  timeout: 120_000,
}, async () => {
  const delay = () => (Math.random() * 0.4).toFixed(2);
  const late = (word: string) =>
    `command=sh -c 'sleep ${delay()}; echo ${word} is up; exec sleep 1000'\nready=log:${word} is up\nstartsecs=0`;
  const sets = Array.from({ length: 20 }, (_, i) => ({
    [`nginx${i}`]: `${late('nginx')}\ndepends_on=fpm${i}:ready, redis${i}:ready`,
    [`fpm${i}`]: `${late('fpm')}\ndepends_on=migrate${i}:done`,
    [`redis${i}`]: late('redis'),
    [`migrate${i}`]: `command=sh -c 'sleep ${delay()}'\ntype=oneshot\ndepends_on=redis${i}:ready`,
  }));
  await withDaemon({ flavour: 'ours', config: oursConfig(Object.assign({}, ...sets)) }, async (daemon) => {
    for (let i = 0; i < 20; i++) await daemon.waitLog(new RegExp(`^ready: nginx${i}$`), 1, 60_000);
    const told = order(daemon, /^(ready|spawned|exited):? '?([a-z]+[0-9]+)/);
    for (let i = 0; i < 20; i++) {
      const own = told.filter((each) => new RegExp(`[a-z]${i}$`).test(each));
      const expected = [
        'spawned redis',
        'ready redis',
        'spawned migrate',
        'exited migrate',
        'spawned fpm',
        'ready fpm',
        'spawned nginx',
        'ready nginx',
      ];
      assert.deepEqual(
        own,
        expected.map((each) => `${each}${i}`),
      );
    }
    await endsWell(daemon);
    const stopped = order(daemon, /^stopped: ([a-z]+[0-9]+)/);
    for (let i = 0; i < 20; i++) {
      const own = stopped.filter((each) => new RegExp(`[a-z]${i}$`).test(each));
      assert.deepEqual(
        own,
        [`nginx${i}`, `fpm${i}`, `redis${i}`].sort((a, b) => own.indexOf(a) - own.indexOf(b)),
      );
      assert.equal(own[0], `nginx${i}`);
    }
  });
});
