import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, type Reply } from '../compat/rpc/client.ts';
import { ctl } from '../helpers/ctl.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { freePort } from '../helpers/freePort.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { parsePrometheus } from '../helpers/prometheus.ts';
import { waitFor } from '../helpers/waitFor.ts';

const SLEEPER = "command=sh -c 'exec sleep 1000'";

function servers(port: number, probes: boolean): string {
  return `[inet_http_server]\nport=127.0.0.1:${port}\nusername=u\npassword=p\nprobes=${probes}\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface`;
}

const get = (port: number, path: string, auth?: string): Promise<Reply> =>
  http({ address: `127.0.0.1:${port}`, ...(auth === undefined ? {} : { auth }) }, { path });

/** Waits for the answer as Kubernetes would. */
async function waitReady(port: number, status: number): Promise<Reply> {
  let last: Reply | null = null;
  const ask = () => void get(port, '/readyz').then((reply) => (last = reply));
  return waitFor(
    `/readyz with ${status}`,
    () => {
      ask();
      return (last as Reply | null)?.status === status ? last : null;
    },
    { every: 50 },
  );
}

async function stop(daemon: Daemon): Promise<void> {
  daemon.signal('SIGTERM');
  assert.deepEqual(await daemon.waitExit(30_000), { code: 0, signal: null });
}

test('/readyz names what is not ready, without a password, until everything is; 503 again in a shutdown', {
  timeout: 60_000,
}, async () => {
  const port = await freePort();
  const config = oursConfig(
    {
      app: `${SLEEPER}\nready=file:{dir}/there`,
      web: `${SLEEPER}\ndepends_on=app:ready`,
      migrate: "command=sh -c 'exit 0'\ntype=oneshot",
      manual: `${SLEEPER}\nautostart=false`,
      slow: `command=sh -c 'trap "sleep 1.5; exit 0" TERM; while :; do sleep 0.1; done'`,
    },
    servers(port, true),
  );
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    await daemon.waitLog(/^success: slow/);
    const before = await get(port, '/readyz');
    assert.deepEqual(
      [before.status, before.body],
      [503, 'app: RUNNING, not ready\nweb: STOPPED, waiting for app:ready\n'],
    );
    assert.equal((await get(port, '/livez')).body, 'ok\n');
    daemon.sandbox.write('there', '');
    assert.equal((await waitReady(port, 200)).body, 'ok\n');
    const { body } = await get(port, '/readyz?verbose=1');
    assert.match(body, /^\[\+\]tsupervisord running\n(?:\[\+\].*\n){4}readyz check passed\n$/);
    assert.match(body, /^\[\+\]app RUNNING, ready$/m);
    assert.match(body, /^\[\+\]migrate done$/m);
    for (const path of ['/metrics', '/mainlogtail', '/RPC2', '/']) assert.equal((await get(port, path)).status, 401);
    daemon.signal('SIGTERM');
    const during = await waitReady(port, 503);
    assert.match(during.body, /^tsupervisord: shutting down\n/);
    assert.equal((await get(port, '/livez')).status, 200);
    assert.deepEqual(await daemon.waitExit(30_000), { code: 0, signal: null });
  });
});

test('without probes=true they ask for the password', { timeout: 60_000 }, async () => {
  const port = await freePort();
  await withDaemon({ flavour: 'ours', config: oursConfig({ app: SLEEPER }, servers(port, false)) }, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    for (const path of ['/livez', '/readyz']) {
      assert.equal((await get(port, path)).status, 401);
      assert.equal((await get(port, path, 'u:p')).status, 200);
    }
    await stop(daemon);
  });
});

test('/metrics can be read by Prometheus, and its counters grow', { timeout: 60_000 }, async () => {
  const port = await freePort();
  const config = oursConfig(
    {
      chatter: `command=sh -c 'echo 123456789; sleep 0.2; exit 3'\nstartsecs=0\nautorestart=true`,
      app: `${SLEEPER}\nready=file:{dir}\nhealth=file:{dir}`,
      orphan: `command=sh -c '(sleep 0.1 &); exec sleep 1000'`,
    },
    `subreaper=true\n${servers(port, false)}`,
  );
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^exited: chatter/, 3);
    await daemon.waitLog(/^success: app/);
    await daemon.waitLog(/^reaped unknown pid/);
    await daemon.waitLog(/^healthy: app/);
    const reply = await get(port, '/metrics', 'u:p');
    assert.equal(reply.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
    const page = parsePrometheus(reply.body);
    const of = (name: string, more = {}) => page.value(`tsupervisord_process_${name}`, more);
    const starts = of('starts_total', { name: 'chatter' }) ?? 0;
    assert.ok(starts >= 3);
    assert.equal(of('restarts_total', { name: 'chatter' }), starts - 1);
    assert.equal(of('last_exit_status', { name: 'chatter' }), 3);
    assert.ok((of('output_bytes_total', { name: 'chatter', stream: 'stdout' }) ?? 0) >= 30);
    assert.equal(of('state', { name: 'app', state: 'RUNNING' }), 1);
    assert.equal(of('ready', { name: 'app' }), 1);
    assert.equal(of('healthy', { name: 'app' }), 1);
    assert.ok((of('resident_memory_bytes', { name: 'app' }) ?? 0) > 100_000);
    assert.ok((page.value('tsupervisord_reaped_orphans_total') ?? 0) >= 1);
    assert.ok((page.value('process_resident_memory_bytes') ?? 0) > 10_000_000);
    const later = parsePrometheus((await get(port, '/metrics', 'u:p')).body);
    const shrunk = page.samples.filter(
      ({ name, labels, value }) => name.endsWith('_total') && (later.value(name, labels) ?? 0) < value,
    );
    assert.deepEqual(shrunk, []);
    await stop(daemon);
  });
});

const BY_SOCKET =
  '[unix_http_server]\nfile={dir}/s.sock\n[supervisorctl]\nserverurl=unix://{dir}/s.sock\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface';

test('tsupervisorctl health has an exit status for HEALTHCHECK and a line for each culprit', {
  timeout: 60_000,
}, async () => {
  const config = oursConfig(
    {
      app: `${SLEEPER}\nready=file:{dir}/there`,
      web: SLEEPER,
      broken: 'command=/nowhere\nstartretries=0\nautostart=false',
    },
    BY_SOCKET,
  );
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    await daemon.waitLog(/^success: web/);
    assert.deepEqual(await ctl(daemon, 'health'), { code: 1, stdout: 'app: RUNNING, not ready\n', stderr: '' });
    assert.deepEqual(await ctl(daemon, 'health', 'web'), { code: 0, stdout: 'web: RUNNING\n', stderr: '' });
    assert.deepEqual(await ctl(daemon, 'health', 'broken'), { code: 1, stdout: 'broken: STOPPED\n', stderr: '' });
    const unknown = await ctl(daemon, 'health', 'web', 'nope');
    assert.deepEqual(unknown, { code: 4, stdout: '', stderr: 'nope: ERROR (no such process or group)\n' });
    assert.equal((await ctl(daemon, 'health', '--jsno')).code, 2);
    daemon.sandbox.write('there', '');
    await daemon.waitLog(/^ready: app/);
    assert.deepEqual(await ctl(daemon, 'health'), { code: 0, stdout: 'ok\n', stderr: '' });
    const { ok, processes } = JSON.parse((await ctl(daemon, 'health', '--json')).stdout);
    assert.deepEqual([ok, processes.length, processes[0].ready], [true, 2, 'ready']);
    await stop(daemon);
    assert.equal((await ctl(daemon, 'health')).code, 4);
  });
});

test('tsupervisorctl graph draws what waits for what, and afterwards what the start-up waited for', {
  timeout: 60_000,
}, async () => {
  const config = oursConfig(
    {
      web: `${SLEEPER}\nstartsecs=0\ndepends_on=migrate:done, cache`,
      migrate: `command=sh -c 'while ! test -e {dir}/go; do sleep 0.05; done'\ntype=oneshot\nstartsecs=0\ndepends_on=db:ready`,
      db: `command=sh -c 'sleep 0.3; echo up; exec sleep 1000'\nready=log:up\nstartsecs=0`,
      cache: `${SLEEPER}\nstartsecs=0`,
      apart: SLEEPER,
    },
    BY_SOCKET,
  );
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^success: migrate/);
    assert.deepEqual((await ctl(daemon, 'graph')).stdout.split('\n'), [
      'web               STOPPED, waiting for migrate:done',
      '  migrate:done    RUNNING',
      '    db:ready      RUNNING, ready',
      '  cache:started   RUNNING',
      '',
    ]);
    daemon.sandbox.write('go', '');
    await daemon.waitLog(/^success: web/);
    const { code, stdout } = await ctl(daemon, 'graph');
    assert.equal(code, 0);
    const [, ...chain] = stdout.slice(stdout.indexOf('What the start-up')).trimEnd().split('\n');
    assert.deepEqual(
      chain.map((line) => line.replace(/[0-9.]+s/g, 'Ns')),
      ['web @Ns +Ns', '  migrate:done @Ns +Ns', '    db:ready @Ns +Ns'],
    );
    const at = chain.map((line) => Number(/@([0-9.]+)s/.exec(line)?.[1]));
    assert.ok(at.every((each, index) => index === 0 || each <= Number(at[index - 1])) && Number(at[2]) >= 0.3, `${at}`);
    assert.match((await ctl(daemon, 'graph', '--dot')).stdout, /^digraph .*"web" -> "migrate" \[label=done\];.*\}\n$/s);
    assert.equal(JSON.parse((await ctl(daemon, 'graph', '--json')).stdout).length, 4);
    assert.equal((await ctl(daemon, 'graph', '--x')).code, 2);
    await stop(daemon);
  });
});
