import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { ROOT } from '../helpers/flavour.ts';
import { waitFor } from '../helpers/waitFor.ts';

const EXAMPLE = join(ROOT, 'examples', 'plugins');
const CTL = join(ROOT, 'dist', 'tsupervisorctl.cjs');

/** The example as it is, but for its places outside of its own directory. */
const FILES = Object.fromEntries(
  readdirSync(EXAMPLE).map((name) => [name, readFileSync(join(EXAMPLE, name), 'utf8')] as const),
);
const CONFIG = (FILES['supervisord.conf'] ?? '')
  .replaceAll('/tmp/tsupervisord-plugins.', '{dir}/x.')
  .replace('logfile=/dev/null', 'logfile={dir}/supervisord.log\nchildlogdir={dir}');

interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

type Ctl = (...args: string[]) => Promise<Said>;

test('examples/plugins: the RPC interface, the commands, the result handler and twiddler do what its README says', {
  timeout: 60_000,
}, async () => {
  await withExample(CONFIG, async (daemon, ctl) => {
    await daemon.waitLog(/^gave up: shaky/);
    const history = await ctl('history', 'shaky');
    assert.deepEqual([history.status, history.err], [0, '']);
    assert.match(history.out, /^\S+Z {2}shaky +STOPPED -> STARTING\n[\s\S]*shaky +BACKOFF -> FATAL\n$/);
    assert.deepEqual(await ctl('revive'), { status: 0, out: 'shaky: starting\n', err: '' });
    await daemon.waitLog(/^revived: shaky$/);

    assert.deepEqual(await ctl('history', 'a', 'b'), {
      status: 2,
      out: 'Error: history takes one name at most\n',
      err: '',
    });
    const unknown = await ctl('history', 'nope');
    assert.equal(unknown.status, 1);
    assert.match(unknown.out, /^error: <class 'xmlrpc\.client\.Fault'>, <Fault 10: 'BAD_NAME: nope'>/);
    assert.deepEqual(await ctl('help', 'revive'), {
      status: 0,
      out: 'revive\t\t\tStart every process that has failed for good\n',
      err: '',
    });
    assert.match((await ctl('help')).out, /\nhistory commands \(type help <topic>\):\n=+\nhistory {2}revive\n/);
    assert.match((await ctl('completion', 'candidates', 'help', 'h')).out, /^help\nhistory\n/m);
    assert.equal((await ctl('completion', 'candidates', 'history', '')).out, 'shaky\nsteady\nwatcher\n');

    // AGAIN first, so that the event comes once more, then OK.
    await daemon.waitLog(/^watcher: event was rejected$/);
    let seen = '';
    const twice = /processname:shaky.*\n[\s\S]*processname:shaky/;
    for (const end = performance.now() + 20_000; !twice.test(seen) && performance.now() < end; ) {
      seen = (await ctl('tail', 'watcher', 'stderr')).out;
    }
    assert.match(seen, twice);
  });
});

const CTL_ONLY =
  '[unix_http_server]\nfile={dir}/x.sock\n[supervisord]\nlogfile={dir}/supervisord.log\npidfile={dir}/x.pid\n' +
  '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n' +
  '[supervisorctl]\nserverurl=unix://{dir}/x.sock\n[program:cat]\ncommand=/bin/cat\n' +
  '[ctlplugin:c]\nsupervisor.ctl_factory=./c.mjs:make\nkey=value\n[ctlplugin:gone]\nsupervisor.ctl_factory=./gone.mjs\n';

const COMMANDS = `export const make = (api, settings) => ({
  all: {
    completes: ['red', 'green'],
    run: async (words, rest) => api.print(JSON.stringify([api.name, settings, words, rest, await api.call('supervisor.getPID') > 0])),
  },
  broken: { run() { throw new Error('out of luck'); } },
  lost: { run: () => api.call('no.such') },
  asks: { run: async () => api.print('you said ' + await api.ask('what? ')) },
  status: { run() { api.print('never'); } },
});\n`;

const MISSING = /^Warning: \[ctlplugin:gone\] is missing: there is no file \S+gone\.mjs/m;

test('a plug-in of tsupervisorctl: its words, its faults, and one that cannot be loaded', {
  timeout: 60_000,
}, async () => {
  await withExample(CTL_ONLY, async (daemon, ctl) => {
    daemon.sandbox.write('c.mjs', COMMANDS);
    const all = await ctl('all', 'a', 'b  c');
    assert.equal(all.out, '["c",{"key":"value"},["a","b","c"],"a b  c",true]\n');
    assert.match(all.err, MISSING);
    assert.match(all.err, /^Warning: status of \[ctlplugin:c\] is hidden by the built-in one$/m);
    const broken = await ctl('broken');
    assert.equal(broken.status, 1);
    assert.match(broken.out, /^error: broken of \[ctlplugin:c\] failed: Error: out of luck\n.*c\.mjs/);
    const lost = await ctl('lost');
    assert.equal(lost.status, 1);
    assert.match(lost.out, /^error: <class 'xmlrpc\.client\.Fault'>, <Fault 1: 'UNKNOWN_METHOD'>: no\.such at unix/);
    assert.match((await ctl('asks')).out, /^what\? you said null\n$/);
    const nope = await ctl('nope');
    assert.deepEqual([nope.status, nope.out], [1, '*** Unknown syntax: nope\n']);
    assert.match(nope.err, MISSING);
    assert.equal((await ctl('completion', 'candidates', 'all', '')).out, 'red\ngreen\n');
    const builtIn = await ctl('pid');
    assert.deepEqual([builtIn.status, builtIn.err], [0, ''], 'what is built in does not wait for plug-ins');
  });
});

function withExample(config: string, use: (daemon: Daemon, ctl: Ctl) => Promise<void>): Promise<void> {
  return withDaemon({ flavour: 'ours', config, files: FILES }, async (daemon) => {
    await waitFor('the socket', () => existsSync(daemon.sandbox.path('x.sock')), { state: daemon.stderr });
    await use(daemon, (...args) => run(['-c', daemon.sandbox.path('supervisord.conf'), ...args]));
  });
}

function run(args: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CTL, ...args], (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
    child.stdin?.end();
  });
}
