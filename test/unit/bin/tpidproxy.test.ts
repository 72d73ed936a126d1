import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ROOT } from '../../helpers/flavour.ts';
import { endMarked } from '../../helpers/processes.ts';
import { createSandbox, MARK } from '../../helpers/sandbox.ts';
import { waitFor } from '../../helpers/waitFor.ts';

const REFERENCE = '/usr/bin/pidproxy';

/** As built: the launcher in its first lines belongs to it. */
const OURS = [join(ROOT, 'dist/tpidproxy.cjs')];

const proxies = [
  {
    name: 'the reference',
    command: [REFERENCE],
    skip: existsSync(REFERENCE) ? false : `${REFERENCE} is not installed (apt-get install supervisor)`,
  },
  {
    name: 'ours',
    command: OURS,
    skip: false,
  },
] as const;

/** A daemon that writes its pidfile, notes each signal in a file, and ends at TERM, INT and QUIT. */
const DAEMON = `
for s in TERM INT QUIT; do trap "echo $s >> {dir}/seen; exit" $s; done
for s in HUP USR1 USR2; do trap "echo $s >> {dir}/seen" $s; done
echo $$ > {dir}/new && mv {dir}/new {dir}/pidfile
while :; do sleep 0.02; done
`;

const STAYS = ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
const ENDS = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const;
const UNREADABLE = [
  { title: 'is missing', text: null },
  { title: 'is empty', text: '' },
  { title: 'holds no number', text: 'twelve\n' },
] as const;

for (const { name, command, skip } of proxies) {
  describe(`pidproxy: ${name}`, { skip, concurrency: 4 }, () => {
    for (const args of [[], ['/some/pidfile']]) {
      it(`prints its usage and exits 1 when called with ${args.length} arguments`, async (t) => {
        const proxy = start(t, command, args);
        assert.equal(await proxy.status(), 1);
        assert.match(proxy.out(), /^Usage: \S*pidproxy <pidfile name> <command> \[<cmdarg1> \.\.\.\]$/m);
      });
    }

    it('exits 0 when the command has ended, whatever its status was', async (t) => {
      const proxy = start(t, command, ['{dir}/pidfile', '/bin/sh', '-c', 'echo out; echo err >&2; exit 3']);
      assert.equal(await proxy.status(), 0);
      assert.match(proxy.out(), /out\n/);
      assert.match(proxy.out(), /err\n/);
    });

    it('takes the command as a path and does not search PATH', async (t) => {
      const proxy = start(t, command, ['{dir}/pidfile', 'sh', '-c', 'echo found']);
      assert.equal(await proxy.status(), 0);
      assert.doesNotMatch(proxy.out(), /found/);
    });

    it('resolves a relative command, and passes its name as it was spelled', async (t) => {
      const proxy = start(t, command, ['{dir}/pidfile', './../bin/sh', '-c', 'echo "I am $0"'], { cwd: '/usr' });
      assert.equal(await proxy.status(), 0);
      assert.match(proxy.out(), /I am \.\/\.\.\/bin\/sh/);
    });

    it(`passes ${STAYS.join(', ')} on and stays`, async (t) => {
      const proxy = await startDaemon(t, command);
      for (const signal of STAYS) {
        proxy.kill(signal);
        await proxy.seen(signal);
      }
      assert.equal(proxy.running(), true);
    });

    for (const signal of ENDS) {
      it(`passes ${signal} on and exits 0`, async (t) => {
        const proxy = await startDaemon(t, command);
        proxy.kill(signal);
        await proxy.seen(signal);
        assert.equal(await proxy.status(), 0);
      });
    }

    for (const { title, text } of UNREADABLE) {
      it(`says so and stays when the pidfile ${title}`, async (t) => {
        const proxy = await startDaemon(t, command);
        proxy.setPidfile(text);
        proxy.kill('SIGTERM');
        await proxy.says(`Can't read child pidfile ${proxy.pidfile}!`);
        assert.equal(proxy.running(), true);
      });
    }
  });
}

describe('tpidproxy, where the reference crashes or does harm', { concurrency: 4 }, () => {
  it('names the command that cannot be run', async (t) => {
    const proxy = start(t, OURS, ['{dir}/pidfile', '/no/such/command']);
    assert.equal(await proxy.status(), 0);
    assert.match(proxy.out(), /\/no\/such\/command: ENOENT/);
  });

  for (const pid of ['0', '-1', '-7']) {
    it(`signals nobody when the pidfile holds ${pid}`, async (t) => {
      const proxy = await startDaemon(t, OURS);
      proxy.setPidfile(pid);
      proxy.kill('SIGHUP');
      await proxy.says("Can't read child pidfile");
      assert.equal(proxy.running(), true);
    });
  }

  it('says which process is gone, stays after HUP, and exits 1 after TERM', async (t) => {
    const proxy = await startDaemon(t, OURS);
    proxy.setPidfile('4194305'); // one more than the kernel's highest pid
    proxy.kill('SIGHUP');
    await proxy.says(`Can't send SIGHUP to process 4194305 of ${proxy.pidfile}: ESRCH`);
    assert.equal(proxy.running(), true);
    proxy.kill('SIGTERM');
    assert.equal(await proxy.left(), 1);
  });

  it('gives the command the soft limit of open files that it was started with', async (t) => {
    const limited = ['/bin/sh', '-c', 'ulimit -Sn 321; exec "$@"', 'sh', ...OURS];
    const proxy = start(t, limited, ['{dir}/pidfile', '/bin/sh', '-c', 'ulimit -Sn; env | grep TSUPERVISORD_; true']);
    assert.equal(await proxy.status(), 0);
    assert.equal(proxy.out(), '321\n');
  });

  it('leaves the pipes it shares with the command in blocking mode', async (t) => {
    const proxy = await startDaemon(t, OURS);
    proxy.setPidfile('');
    proxy.kill('SIGHUP');
    await proxy.says("Can't read child pidfile");
    const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/${proxy.pid}/fdinfo/1`, 'latin1'))?.[1];
    assert.equal(Number.parseInt(flags ?? '', 8) & constants.O_NONBLOCK, 0);
  });
});

interface Options {
  readonly cwd?: string;
}

/** A running proxy and what can be seen of it; ended together with everything below it when the test is over. */
function start(t: TestContext, command: readonly string[], args: readonly string[], { cwd = ROOT }: Options = {}) {
  const sandbox = createSandbox();
  const [file = '', ...before] = command;
  const child = spawn(file, [...before.map(sandbox.fill), ...args.map(sandbox.fill)], {
    cwd,
    env: { ...process.env, PYTHONUNBUFFERED: '1', [MARK]: sandbox.mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const exited = once(child, 'exit');
  const ended = once(child, 'close');
  t.after(async () => {
    await endMarked(sandbox.mark);
    await ended;
    sandbox.remove();
  });
  const pidfile = sandbox.path('pidfile');
  return {
    pid: child.pid,
    pidfile,
    out: output,
    /** Of the proxy, while the daemon lives on. */
    left: async () => (await exited)[0] as number | null,
    /** Once all output is there, so the daemon has ended too. */
    status: async () => (await ended)[0] as number | null,
    running: () => child.exitCode === null && child.signalCode === null,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    says: (text: string) => waitFor(`the message ${text}`, () => output().includes(text), { state: output }),
    seen: (signal: string) =>
      waitFor(`${signal} at the daemon`, () => sandbox.read('seen')?.includes(signal.replace('SIG', '')), {
        state: output,
      }),
    setPidfile: (text: string | null) => (text === null ? rmSync(pidfile) : sandbox.write('pidfile', text)),
    ready: () => waitFor('the pidfile', () => existsSync(pidfile), { state: output }),
  };
}

async function startDaemon(t: TestContext, command: readonly string[]) {
  const proxy = start(t, command, ['{dir}/pidfile', '/bin/sh', '-c', DAEMON]);
  await proxy.ready();
  return proxy;
}

function collect(child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
