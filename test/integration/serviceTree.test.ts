import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readEnvironmentFile } from '../../src/config/environment/read.ts';
import { ctl } from '../helpers/ctl.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { createSandbox, type FileSpec, type Sandbox } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/waitFor.ts';

const MAIN = `[supervisord]
logfile={dir}/supervisord.log
pidfile={dir}/supervisord.pid
[unix_http_server]
file={dir}/x.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{dir}/x.sock
[include]
services=sv
`;

const script = (...lines: string[]): FileSpec => ({ text: `#!/bin/sh\n${lines.join('\n')}\n`, mode: 0o755 });
const FINISH = script('echo "finish $*" >> {dir}/finish');

function withTree(
  tree: Readonly<Record<string, FileSpec>>,
  use: (daemon: Daemon, read: (name: string) => string) => Promise<void>,
  more = '',
): Promise<void> {
  const files = Object.fromEntries(Object.entries(tree).map(([name, spec]) => [`sv/${name}`, spec]));
  return withDaemon({ flavour: 'ours', config: MAIN + more, files }, async (daemon) => {
    await waitFor('the socket', () => existsSync(daemon.sandbox.path('x.sock')), { state: daemon.stderr });
    await use(daemon, (name) => daemon.sandbox.read(name) ?? '');
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
    assert.deepEqual(daemon.processes(), []);
  });
}

describe('A tree of service directories', () => {
  test('is run as it is, and update finds a new one', { timeout: 60_000 }, async () => {
    const tree = {
      'web/run': script('echo "$GREETING in $PWD"', 'exec sleep 1000'),
      'web/env/GREETING': 'hello\n',
      'ready/run': script('while ! [ -e {dir}/go ]; do sleep 0.02; done', 'echo >&3', 'exec 3>&-; exec sleep 1000'),
      'ready/notification-fd': '3\n',
      'checked/run': script('exec sleep 1000'),
      'checked/check': script('[ "$PWD" = {dir}/sv/checked ] && [ -e {dir}/go ]'),
      'off/run': script('exec sleep 1000'),
      'off/down': '',
    };
    await withTree(tree, async (daemon) => {
      const status = async (): Promise<string> => (await ctl(daemon, 'status')).stdout;
      await daemon.waitLog(/^success: (web|ready|checked) /, 3);
      assert.match(await status(), /^off +STOPPED +Not started$/m);
      await waitFor('the output', () => daemon.stdout().includes(`hello in ${daemon.sandbox.path('sv/web')}`));
      assert.ok(!daemon.log().some(({ text }) => text.startsWith('ready: ')));
      daemon.sandbox.write('go', '');
      await daemon.waitLog(/^ready: ready$/);
      await daemon.waitLog(/^ready: checked$/);

      daemon.sandbox.write('sv/late/run', script('exec sleep 1000'));
      daemon.sandbox.write('sv/web/run', script('exec sleep 2000'));
      assert.equal((await ctl(daemon, 'update')).stdout, 'late: added process group\n');
      await daemon.waitLog(/^success: late /);
      assert.match(await status(), /^late +RUNNING/m);
    });
  });

  test('starts what ends again, at most once a second, and runs finish in between', { timeout: 60_000 }, async () => {
    const run = script(
      'n=$(($(cat {dir}/n 2>/dev/null || echo 0) + 1)); echo $n > {dir}/n',
      'case $n in 1) exit 0;; 2) exit 7;; 3) kill -KILL $$;; esac',
      'exec sleep 1000',
    );
    await withTree({ 'web/run': run, 'web/finish': FINISH }, async (daemon, read) => {
      await daemon.waitLog(/^success: web /, 4);
      assert.equal(read('finish'), 'finish 0 0\nfinish 7 0\nfinish -1 9\n');
      const times = [...read('supervisord.log').matchAll(/^\S+ (\d+):(\d+):(\d+),(\d+) INFO spawned: /gm)].map(
        ([, h, m, s, ms]) => (Number(h) * 60 + Number(m)) * 60 + Number(s) + Number(ms) / 1000,
      );
      const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      assert.ok(
        pauses.every((pause) => pause > 0.98 || pause < -80_000),
        pauses.join(),
      );
      assert.equal((await ctl(daemon, 'stop', 'web')).stdout, 'web: stopped\n');
      assert.match(read('finish'), /finish -1 15\n$/);
    });
  });

  test('counts a program as running until its finish has ended', { timeout: 60_000 }, async () => {
    const finish = script('echo "output of finish"', 'while ! [ -e {dir}/go ]; do sleep 0.02; done');
    await withTree({ 'web/run': script('exec sleep 1000'), 'web/finish': finish }, async (daemon) => {
      await daemon.waitLog(/^success: web /);
      const pid = daemon.programPid('web');
      assert.equal((await ctl(daemon, 'signal', 'TERM', 'web')).stdout, 'web: signalled\n');
      await waitFor('finish', () => daemon.stdout().includes('output of finish'));
      assert.match((await ctl(daemon, 'status')).stdout, new RegExp(`^web +RUNNING +pid ${pid},`));
      daemon.sandbox.write('go', '');
      await daemon.waitLog(/^success: web /, 2);
    });
  });

  test('kills a finish that takes too long when the program is stopped', { timeout: 60_000 }, async () => {
    const tree = {
      'web/run': script('exec sleep 1000'),
      'web/finish': script('echo $$ > {dir}/finishing', 'exec sleep 1000'),
      'web/timeout-kill': '1000',
      'web/timeout-finish': '0',
      'slow/run': script('exit 1'),
      'slow/finish': script('exec sleep 1000'),
      'slow/timeout-finish': '200',
    };
    await withTree(tree, async (daemon) => {
      await daemon.waitLog(/^finish of slow \(pid \d+\) has run for 0\.2 seconds and is killed$/, 2);
      await daemon.waitLog(/^success: web /);
      assert.equal((await ctl(daemon, 'stop', 'web')).stdout, 'web: stopped\n');
      assert.ok(daemon.log().some(({ text }) => /^killing 'web' \(\d+\) with SIGKILL$/.test(text)));
      assert.throws(() => process.kill(Number(daemon.sandbox.read('finishing')), 0), { code: 'ESRCH' });
    });
  });

  test('hands output to a logger that may come and go, and loses nothing of it', { timeout: 60_000 }, async () => {
    const tree = {
      'web/run': script(
        'i=0',
        'while :; do if [ -e {dir}/go$i ]; then echo "line $i"; i=$((i + 1)); else sleep 0.02; fi; done',
      ),
      'web/finish': script('echo "last words"; seq 1 5000'),
      'web/log/run': script('exec cat >> {dir}/log'),
    };
    await withTree(tree, async (daemon, read) => {
      await daemon.waitLog(/^success: web /);
      daemon.sandbox.write('go0', '');
      await waitFor('the first line', () => read('log') === 'line 0\n');
      process.kill(daemon.programPid('web-log'), 'SIGKILL');
      daemon.sandbox.write('go1', '');
      await waitFor('the second line', () => read('log') === 'line 0\nline 1\n');
      process.kill(daemon.programPid('web'), 'SIGKILL');
      await waitFor('the third line', () => read('log').endsWith('5000\nline 0\nline 1\n'));

      // While somebody writes it is a signal that stops it; what comes then waits in the pipe.
      assert.equal((await ctl(daemon, 'stop', 'web-log')).stdout, 'web-log: stopped\n');
      daemon.sandbox.write('go2', '');
      assert.equal((await ctl(daemon, 'start', 'web-log')).stdout, 'web-log: started\n');
      await waitFor('the fourth line', () => read('log').endsWith('line 2\n'));

      // Else the end of the pipe does, and all that was in it has been read.
      assert.equal((await ctl(daemon, 'stop', 'web')).stdout, 'web: stopped\n');
      assert.equal((await ctl(daemon, 'stop', 'web-log')).stdout, 'web-log: stopped\n');
      assert.match(read('log'), /line 2\nlast words\n1\n[\d\n]*\n5000\n$/);
      assert.ok(daemon.log().some(({ text }) => text === 'stopped: web-log (exit status 0)'));
      assert.equal((await ctl(daemon, 'start', 'web-log')).stdout, 'web-log: started\n');
      assert.equal((await ctl(daemon, 'start', 'web')).stdout, 'web: started\n');
      await waitFor('what comes after', () => read('log').endsWith('5000\nline 0\nline 1\nline 2\n'));
    });
  });
});

/** What my_init does before runsvdir. */
const MY_INIT = `[program-default]
environment_file=-{dir}/sv/container_environment
depends_on=my_init:done
[program:my_init]
command=run-parts --exit-on-error {dir}/sv/my_init.d
type=oneshot
autorestart=false
depends_on=
`;

test('An image of baseimage-docker has its environment and its scripts before its services', {
  timeout: 60_000,
}, async () => {
  const tree = {
    'container_environment/GREETING': 'hello\n',
    'my_init.d/10-first': script('sleep 0.2; echo "first: $GREETING" >> {dir}/order'),
    'app/run': script('echo "app: $GREETING" >> {dir}/order', 'echo output', 'exec sleep 1000'),
    'app/log/run': script('exec cat > {dir}/log'),
  };
  await withTree(
    tree,
    async (daemon, read) => {
      await daemon.waitLog(/^success: app /);
      await waitFor('the log', () => read('log') === 'output\n');
      assert.equal(read('order'), 'first: hello\napp: hello\n');
    },
    MY_INIT,
  );
});

const ENDS = {
  'exit status 0': 'exit 0',
  'exit status 7': 'exit 7',
  SIGTERM: 'kill -TERM $$',
  SIGKILL: 'kill -KILL $$',
};

describe('The arguments of finish are those of', () => {
  for (const [form, supervise, more] of [
    ['runit', '/usr/bin/runsv', {}],
    ['s6', '/usr/bin/s6-supervise', { 'timeout-finish': '3000' }],
  ] as const) {
    test(form, { skip: without(supervise, form), timeout: 60_000 }, async () => {
      const trees = Object.entries(ENDS).map(([, line], index) => {
        // The first end is the one that counts.
        const run = script('[ -e ended ] && exec sleep 1000', 'touch ended', line);
        const own = Object.entries({ run, finish: script('[ -e told ] || echo "$*" > told'), ...more });
        return own.map(([name, spec]) => [`end${index}/${name}`, spec] as const);
      });
      const tree = Object.fromEntries(trees.flat());
      const expected = await withReference(supervise, tree);
      await withTree(tree, async (_, read) => {
        for (const [name, words] of Object.entries(expected)) {
          await waitFor(`finish of ${name}`, () => read(`sv/${name}/told`) !== '');
          assert.deepEqual(withoutPid(read(`sv/${name}/told`)), words, name);
        }
      });
    });
  }
});

test('A directory of variables means what it means to chpst', { skip: without('/usr/bin/chpst', 'runit') }, () => {
  const sandbox = createSandbox();
  try {
    const texts = { A: 'a \t\nb\n', B: 'a\0b', C: ' c', D: '', E: '\nx', F: 'no line feed' };
    for (const [name, text] of Object.entries(texts)) sandbox.write(`env/${name}`, text);
    const env = { D: 'from outside', PATH: '/usr/bin:/bin' };
    const program = 'process.stdout.write(JSON.stringify(process.env))';
    const args = ['-e', sandbox.path('env'), process.execPath, '-e', program];
    const theirs = JSON.parse(execFileSync('/usr/bin/chpst', args, { env, encoding: 'utf8' }));
    const { variables, removed = [] } = readEnvironmentFile({ path: sandbox.path('env'), optional: false });
    const ours: Record<string, string> = { ...env, ...variables };
    for (const name of removed) delete ours[name];
    assert.deepEqual(ours, theirs);
  } finally {
    sandbox.remove();
  }
});

/** What `finish` is told there, by the name of the service. */
async function withReference(supervise: string, tree: Readonly<Record<string, FileSpec>>) {
  const sandbox = createSandbox();
  const running = [];
  try {
    for (const [name, spec] of Object.entries(tree)) sandbox.write(name, spec);
    const told: Record<string, string> = {};
    for (const name of new Set(Object.keys(tree).map((path) => path.split('/')[0] ?? ''))) {
      const env = { PATH: '/usr/bin:/bin' };
      running.push(spawn(supervise, [name], { cwd: sandbox.dir, env, stdio: 'ignore' }));
      told[name] = await waitFor(`finish of ${name} there`, () => toldIn(sandbox, name));
    }
    return told;
  } finally {
    for (const each of running) {
      const gone = new Promise((resolve) => each.once('exit', resolve));
      each.kill('SIGTERM');
      await gone;
    }
    sandbox.remove();
  }
}

function toldIn(sandbox: Sandbox, name: string): string | null {
  const text = sandbox.read(`${name}/told`);
  return text === null || text === '' ? null : withoutPid(text);
}

/** The last one that s6 gives, from 2.12 on, differs from run to run. */
function withoutPid(text: string): string {
  return text.replace(/^(\S+ \S+ end\d) \d+$/m, '$1');
}

function without(file: string, packages: string): string | false {
  if (existsSync(file) || process.env.CI === 'true') return false;
  return `${file} is not installed (apt-get install ${packages})`;
}
