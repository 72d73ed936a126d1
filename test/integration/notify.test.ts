import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ctl } from '../helpers/ctl.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';

const SLEEPER = "command=sh -c 'exec sleep 1000'";
const SERVER =
  '[unix_http_server]\nfile={dir}/s.sock\n[supervisorctl]\nserverurl=unix://{dir}/s.sock\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface';

/** sd_notify(3) in Python, and waiting for files that tests write. */
const HEAD = `import os, signal, socket, subprocess, sys, time
def notify(text):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    name = os.environ["NOTIFY_SOCKET"]
    s.connect("\\0" + name[1:] if name[0] == "@" else name)
    s.sendall(text.encode())
def wait(name):
    while not os.path.exists("{dir}/" + name): time.sleep(0.02)
`;

interface Case {
  readonly script: string;
  readonly options?: string;
  /** Lines of other programs by name. */
  readonly others?: Readonly<Record<string, string>>;
}

function run({ script, options = 'ready=notify', others = {} }: Case, use: (daemon: Daemon) => Promise<void>) {
  const config = oursConfig(
    { app: `command=python3 -u {dir}/app.py\n${options}`, ...others },
    `loglevel=debug\n${SERVER}`,
  );
  return withDaemon({ flavour: 'ours', config, files: { 'app.py': HEAD + script } }, async (daemon) => {
    await use(daemon);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(30_000), { code: 0, signal: null });
    assert.deepEqual(daemon.processes(), []);
  });
}

const environmentOf = (pid: number): string[] => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
const told = (daemon: Daemon, pattern: RegExp): boolean => daemon.log().some(({ text }) => pattern.test(text));

test('a program that speaks sd_notify is ready when it says so, and its words are shown', {
  timeout: 60_000,
}, async () => {
  const script = `notify("STATUS=loading\\tthe index\\nX_OTHER=1\\nMAINPID=1\\nno assignment")
wait("go")
notify("READY=1\\nSTATUS=at work")
time.sleep(1000)
`;
  await run({ script, others: { after: `${SLEEPER}\ndepends_on=app:ready` } }, async (daemon) => {
    await daemon.waitLog(/^app: MAINPID=1 is ignored/);
    await daemon.waitLog(/^success: app/);
    assert.equal((await ctl(daemon, 'health', 'app')).stdout, 'app: RUNNING, not ready (loading the index)\n');
    daemon.sandbox.write('go', '');
    await daemon.waitLog(/^ready: app$/);
    await daemon.waitLog(/^success: after/);
    const [info, other] = JSON.parse((await ctl(daemon, 'status', '--json', 'app', 'after')).stdout);
    assert.deepEqual([info.ready, info.statustext, 'statustext' in other], [true, 'at work', false]);
    assert.equal((await ctl(daemon, 'health', 'app')).stdout, 'app: RUNNING, ready (at work)\n');
    const own = environmentOf(daemon.programPid('app'));
    assert.equal(own.filter((each) => /^NOTIFY_SOCKET=@tsupervisord\//.test(each)).length, 1);
    assert.ok(!own.some((each) => each.startsWith('WATCHDOG_')));
    assert.ok(!environmentOf(daemon.programPid('after')).some((each) => each.startsWith('NOTIFY_SOCKET')));
  });
});

const HELPERS = {
  'a child': 'subprocess.run([sys.executable, "-c", code])',
  'a child in a session of its own': 'subprocess.run([sys.executable, "-c", code], start_new_session=True)',
  'a child that is gone when the daemon looks':
    'os.kill(os.getppid(), signal.SIGSTOP); subprocess.run([sys.executable, "-c", code], start_new_session=True); os.kill(os.getppid(), signal.SIGCONT)',
  'systemd-notify': 'subprocess.run(["systemd-notify", "--ready", "--status=as systemd does it"], check=True)',
};
const skipped = (who: string) => who === 'systemd-notify' && !existsSync('/usr/bin/systemd-notify') && 'not installed';

for (const [who, call] of Object.entries(HELPERS)) {
  test(`${who} may speak for the program`, { timeout: 60_000, skip: skipped(who) }, async () => {
    const script = `code = open(__file__).read().split("\\ncode =")[0] + '\\nnotify("READY=1")'
${call}
time.sleep(1000)
`;
    await run({ script }, async (daemon) => void (await daemon.waitLog(/^ready: app$/)));
  });
}

test('nobody else may', { timeout: 60_000 }, async () => {
  await run({ script: 'wait("go")\nnotify("READY=1")\ntime.sleep(1000)\n' }, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    const name = environmentOf(daemon.programPid('app')).find((each) => each.startsWith('NOTIFY_SOCKET='));
    const code = `${HEAD.split('def wait')[0]}notify("READY=1\\nSTATUS=mine")\ntime.sleep(0.5)`;
    const env = { ...process.env, NOTIFY_SOCKET: name?.slice('NOTIFY_SOCKET='.length) };
    assert.equal(spawnSync('python3', ['-c', code], { env }).status, 0);
    await daemon.waitLog(/^app: a notification of pid \d+ \(uid \d+\) is ignored: its sender is none of the program$/);
    assert.ok(!told(daemon, /^ready: app/));
    daemon.sandbox.write('go', '');
    await daemon.waitLog(/^ready: app$/);
  });
});

test('a program that says nothing is not ready, and EXTEND_TIMEOUT_USEC puts off saying so', {
  timeout: 60_000,
}, async () => {
  const script =
    'notify("EXTEND_TIMEOUT_USEC=1500000")\nopen("{dir}/since", "w").write(str(time.time()))\ntime.sleep(1000)\n';
  await run({ script, options: 'ready=notify\nready_timeout=0.3' }, async (daemon) => {
    await daemon.waitLog(/^app is not ready after 0.3 seconds: it has not said so$/);
    assert.ok(Date.now() / 1000 - Number(daemon.sandbox.read('since')) > 1.2);
  });
});

test('STOPPING=1 takes readiness back', { timeout: 60_000 }, async () => {
  const script = 'notify("READY=1")\nwait("go")\nnotify("STOPPING=1\\nSTATUS=going")\ntime.sleep(1000)\n';
  await run({ script }, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    await daemon.waitLog(/^ready: app/);
    daemon.sandbox.write('go', '');
    const health = async () => (await ctl(daemon, 'health', 'app')).stdout;
    for (let tries = 0; tries < 50 && !(await health()).includes('going'); tries++);
    assert.equal(await health(), 'app: RUNNING, not ready (going)\n');
  });
});

test('a program that asks for more time to stop gets it', { timeout: 60_000 }, async () => {
  const script = `def stop(*_):
    notify("EXTEND_TIMEOUT_USEC=20000000")
    time.sleep(2.5)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
notify("READY=1")
while True: time.sleep(1)
`;
  await run({ script, options: 'ready=notify\nstopwaitsecs=1' }, async (daemon) => {
    await daemon.waitLog(/^ready: app/);
    await daemon.waitLog(/^success: app/);
    await ctl(daemon, 'stop', 'app');
    await daemon.waitLog(/^stopped: app \(exit status 0\)$/);
    assert.ok(!told(daemon, /SIGKILL/));
  });
});

test('a program that does not ping its watchdog is ended with SIGABRT and started again', {
  timeout: 60_000,
}, async () => {
  const script = `assert os.environ["WATCHDOG_PID"] == str(os.getpid())
assert os.environ["WATCHDOG_USEC"] == "500000"
notify("READY=1")
for i in range(5):
    time.sleep(0.25)
    notify("WATCHDOG=1")
print("hung", flush=True)
time.sleep(1000)
`;
  await run({ script, options: 'ready=notify\nwatchdog_sec=500ms' }, async (daemon) => {
    await daemon.waitLog(/^watchdog: app has sent no WATCHDOG=1 for 0.5 seconds; killing it \(pid \d+\) with SIGABRT$/);
    assert.match(daemon.sandbox.read('app.out') ?? '', /^hung\n/);
    await daemon.waitLog(/^exited: app \(terminated by SIGABRT( \(core dumped\))?; not expected\)$/);
    await daemon.waitLog(/^ready: app/, 2);
  });
});

test('without ready=notify the watchdog counts from the start, and one that ignores SIGABRT is killed', {
  timeout: 60_000,
}, async () => {
  const script = 'signal.signal(signal.SIGABRT, signal.SIG_IGN)\ntime.sleep(1000)\n';
  await run({ script, options: 'watchdog_sec=1.5\nstopwaitsecs=1\nautorestart=false' }, async (daemon) => {
    await daemon.waitLog(/^watchdog: app .* with SIGABRT$/);
    await daemon.waitLog(/^killing 'app' \(\d+\) with SIGKILL$/);
    await daemon.waitLog(/^exited: app \(terminated by SIGKILL; not expected\)$/);
    assert.ok(!told(daemon, /^ready: app/));
  });
});

test('a program for s6 is ready when it writes a line to its descriptor, and has no others', {
  timeout: 60_000,
}, async () => {
  const script = `print(sorted(int(n) for n in os.listdir("/proc/self/fd")), "NOTIFY_SOCKET" in os.environ, flush=True)
wait("go")
os.write(7, b"up")
wait("more")
os.write(7, b"\\n")
os.close(7)
time.sleep(1000)
`;
  const others = { after: `${SLEEPER}\ndepends_on=app:ready` };
  await run({ script, options: 'notify_fd=7', others }, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    daemon.sandbox.write('go', '');
    assert.equal((await ctl(daemon, 'health', 'app')).stdout, 'app: RUNNING, not ready\n');
    daemon.sandbox.write('more', '');
    await daemon.waitLog(/^ready: app$/);
    await daemon.waitLog(/^success: after/);
    // The last one is the folder that it looks into.
    assert.equal(daemon.sandbox.read('app.out'), '[0, 1, 2, 3, 7] False\n');
  });
});

test('one that closes it without a line is not ready', { timeout: 60_000 }, async () => {
  const script = 'os.write(3, b"no line")\nos.close(3)\ntime.sleep(1000)\n';
  await run({ script, options: 'notify_fd=3\nready_timeout=0.5' }, async (daemon) => {
    await daemon.waitLog(/^app has closed descriptor 3 without a newline$/);
    await daemon.waitLog(/^app is not ready after 0.5 seconds: it has not said so$/);
    assert.ok(!told(daemon, /^ready: app/));
  });
});

test('each run says it anew', { timeout: 60_000 }, async () => {
  const script = 'notify("READY=1\\nSTATUS=first" if not os.path.exists("{dir}/x") else "X=1")\ntime.sleep(1000)\n';
  await run({ script }, async (daemon) => {
    await daemon.waitLog(/^ready: app$/);
    daemon.sandbox.write('x', '');
    await ctl(daemon, 'restart', 'app');
    assert.equal((await ctl(daemon, 'health', 'app')).stdout, 'app: RUNNING, not ready\n');
  });
});
