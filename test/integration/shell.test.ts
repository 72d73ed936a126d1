import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { noTerminal, openTerminal, type Terminal } from '../compat/ctl/terminal.ts';
import type { Daemon } from '../helpers/daemon.ts';
import { notRoot, ROOT } from '../helpers/flavour.ts';
import { allPids, isAlive, readProc, signal, statOf } from '../helpers/processes.ts';
import { waitFor } from '../helpers/waitFor.ts';
import { controlled, withCtl } from '../helpers/withCtl.ts';

const CTL = join(ROOT, 'dist', 'tsupervisorctl.cjs');

function config(programs: Readonly<Record<string, string>> = {}, supervisord = 'console=true'): string {
  return controlled({ app: 'command=sleep 1000', ...programs }).replace(
    '[supervisord]',
    `[supervisord]\n${supervisord}`,
  );
}

interface Result {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

function start(daemon: Daemon, ...words: readonly string[]): ChildProcess {
  return spawn(CTL, ['-c', daemon.sandbox.path('supervisord.conf'), 'shell', ...words], { stdio: 'pipe' });
}

/** Runs `shell` on pipes. */
async function run(daemon: Daemon, words: readonly string[], input: string | Buffer = ''): Promise<Result> {
  const child = start(daemon, ...words);
  const parts: Buffer[] = [];
  let stderr = '';
  child.stdout?.on('data', (bytes: Buffer) => parts.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  // A command that does not read its input may be gone by now.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout: Buffer.concat(parts), stderr };
}

const STATUSES: readonly (readonly [command: string, status: number])[] = [
  ['exit 0', 0],
  ['exit 3', 3],
  ['exit 255', 255],
  ['kill -TERM $$', 143],
  ['kill -KILL $$', 137],
];

test('the exit status of the shell, or of a command, is that of tsupervisorctl', { timeout: 60_000 }, async () => {
  await withCtl(config(), async (daemon) => {
    for (const [command, status] of STATUSES) {
      const ran = await run(daemon, ['--', 'sh', '-c', command]);
      assert.deepEqual([ran.status, ran.stdout.toString(), ran.stderr], [status, '', ''], command);
    }
    const typed = await run(daemon, ['app'], 'echo from a shell; echo aside >&2; exit 4\n');
    assert.deepEqual([typed.status, typed.stdout.toString(), typed.stderr], [4, 'from a shell\n', 'aside\n']);
    const missing = await run(daemon, ['--', 'no-such-command']);
    assert.deepEqual([missing.status, missing.stderr], [127, "ERROR: can't find command 'no-such-command'\n"]);
  });
});

test('a megabyte goes both ways through pipes as it is', { timeout: 60_000 }, async () => {
  await withCtl(config(), async (daemon) => {
    const bytes = randomBytes(1_000_003);
    const ran = await run(daemon, ['--', 'cat'], bytes);
    assert.equal(ran.status, 0);
    assert.ok(ran.stdout.equals(bytes), `${ran.stdout.length} bytes came back`);
    const tail = await run(
      daemon,
      ['--', 'sh', '-c', 'sleep 0.3; cat | wc -c; seq 200000 | tail -1; echo $0 "a  b"', 'x y'],
      bytes,
    );
    assert.equal(tail.stdout.toString(), '1000003\n200000\nx y a  b\n');
  });
});

test("a shell has the program's environment, user, groups, directory, umask and limits", {
  skip: notRoot,
  timeout: 60_000,
}, async () => {
  const lines =
    'command=sleep 1000\nuser=nobody\ndirectory=/usr/share\numask=027\nrlimits=nofile:123\nnice=3\nenvironment=WHO="app",PW="s3cret"';
  const look = 'echo $WHO $PW $SUPERVISOR_PROCESS_NAME; id -un; id -G; pwd; umask; ulimit -n; nice; echo $0';
  await withCtl(config({ web: lines }), async (daemon) => {
    await daemon.waitLog(/^success: web/);
    const pid = daemon.programPid('web');
    const groups = /^Groups:\s*(.*?)\s*$/m.exec(readProc(pid, 'status') ?? '')?.[1] ?? '';
    const { stdout } = await run(daemon, ['web'], look);
    const [names, user, group, ...rest] = stdout.toString().trimEnd().split('\n');
    assert.deepEqual([names, user], ['app s3cret web', 'nobody']);
    assert.deepEqual(new Set(group?.split(' ')), new Set(groups.split(' ')));
    assert.deepEqual(rest, ['/usr/share', '0027', '123', '3', '/bin/bash']);
    const own = await run(daemon, [], 'echo "<$WHO>"; id -u; pwd');
    assert.equal(own.stdout.toString(), `<>\n0\n${daemon.sandbox.dir}\n`);
    assert.match(
      daemon.messages().join('\n'),
      /shell: localhost:0 runs \["\/bin\/bash"\] in the place of web with pid/,
    );
  });
});

test('a shell on a terminal: prompt, ^C, size, status, and the terminal as before', {
  skip: noTerminal,
  timeout: 60_000,
}, async (t) => {
  await withCtl(config({ app: 'command=sleep 1000\nenvironment=PS1="here> ",HISTFILE=""' }), async (daemon) => {
    const terminal = openShell(t, daemon, 'app -- bash --norc --noprofile');
    await terminal.step('', /here> /);
    await terminal.step('stty size; echo $TERM; tty\r', /\d+ 120\r\nxterm\r\n\/dev\/pts\/\d+\r\n/);
    terminal.resize(90, 20);
    await terminal.step(`until [ "$(stty size)" = "20 90" ]; do sleep 0.02; done; echo is-$((1 + 1))\r`, /is-2\r\n/);
    await terminal.step(`sh -c 'echo started; exec sleep 1000'\r`, /[\r\n]started\r\n/);
    await terminal.step('\x03', /\^C[\s\S]*here> /);
    await terminal.step('exit 3\r', /status=3=/);
    await same(terminal);
  });
});

test('a shell at the prompt of tsupervisorctl, and the prompt again behind it', {
  skip: noTerminal,
  timeout: 60_000,
}, async (t) => {
  await withCtl(config({ term: `command=cat\npty=true` }), async (daemon) => {
    await daemon.waitLog(/^success: term/);
    const terminal = openTerminal(CTL, ['-c', daemon.sandbox.path('supervisord.conf')], daemon.sandbox.dir, {});
    t.after(terminal.kill);
    await terminal.step('', /supervisor> /);
    await terminal.step(`shell app -- sh -c 'echo "a  b"; read line; echo got $line'\r`, /\na {2}b\r\n/);
    await terminal.step('pid\r', /\ngot pid\r\n[\s\S]*supervisor> /);
    await terminal.step('fg term\r', /to leave/);
    await terminal.step('pid\r', /pid\r\npid\r\n/);
    await terminal.step('\x10\x11', /Exiting foreground[\s\S]*supervisor> /);
    await terminal.step('pid\r', new RegExp(`\\n${daemon.pid}\\r\\n[\\s\\S]*supervisor> `));
    await terminal.step('exit\r', /exit/);
    await terminal.ended();
  });
});

test('without console=true, and with words that are none, it says what to do', { timeout: 60_000 }, async () => {
  await withCtl(config({}, ''), async (daemon) => {
    const refused = await run(daemon, ['app']);
    assert.match(refused.stderr, /^ERROR: this daemon opens no shells: set console=true under \[supervisord\] in \//);
    assert.equal(refused.status, 1);
    const wrong = await run(daemon, ['app', 'ls', '-l']);
    assert.match(wrong.stderr, /write -- before a command, as in shell app -- ls -l/);
    assert.equal(wrong.status, 2);
    assert.equal(await ask(daemon, `${REQUEST}\r\n{}`), '403');
  });
});

const REQUEST =
  'POST /console/shell HTTP/1.1\r\nHost: localhost\r\nUpgrade: tsupervisor-console\r\nConnection: Upgrade, close\r\nContent-Length: 2\r\n';

const REFUSED: Readonly<Record<string, readonly [request: string, status: string]>> = {
  'who has no password': [`${REQUEST}\r\n{}`, '401'],
  'a page of another site': [`${REQUEST}${basic('me', 'pw')}Origin: http://evil.example\r\n\r\n{}`, '403'],
  'who does not speak the protocol': [`${REQUEST.replace(/Upgrade: .*\r\n/, '')}${basic('me', 'pw')}\r\n{}`, '426'],
  'a body that is no object': [`${REQUEST}${basic('me', 'pw')}\r\n17`, '400'],
};

test('nobody else gets a shell', { timeout: 60_000 }, async () => {
  const guarded = config().replace('[unix_http_server]', '[unix_http_server]\nusername=me\npassword=pw');
  await withCtl(guarded, async (daemon) => {
    for (const [who, [request, status]] of Object.entries(REFUSED))
      assert.equal(await ask(daemon, request), status, who);
    assert.doesNotMatch(daemon.messages().join('\n'), /shell:/);
    const args = ['-c', daemon.sandbox.path('supervisord.conf'), '-u', 'me', '-p', 'pw', 'shell', '--', 'echo', 'in'];
    const child = spawn(CTL, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [bytes] = (await once(child.stdout, 'data')) as [Buffer];
    assert.equal(bytes.toString(), 'in\n');
  });
});

test('a client that dies leaves nothing, not even what ignores SIGHUP or has backed up', {
  timeout: 60_000,
}, async () => {
  await withCtl(config(), async (daemon) => {
    await daemon.waitLog(/^success: app/);
    const before = new Set(daemon.processes());
    const child = start(daemon, '--', 'sh', '-c', `trap '' HUP; nohup sleep 1000 & sleep 1000`);
    child.stdin?.on('error', () => undefined);
    child.stdin?.write(randomBytes(900_000));
    const started = () =>
      daemon.processes().filter((pid) => !before.has(pid) && isAlive(pid) && /sleep/.test(name(pid)));
    await waitFor('its processes', () => started().length >= 2);
    child.kill('SIGKILL');
    await waitFor('their end', () => started().length === 0, { within: 15_000 });
    await daemon.waitLog(/^shell: pid \d+ has ended/);
  });
});

test('a client that reads slowly holds its command back, not the daemon', { timeout: 60_000 }, async () => {
  await withCtl(config(), async (daemon, ctl) => {
    const memory = () => Number(/VmRSS:\s*(\d+)/.exec(readProc(daemon.pid, 'status') ?? '')?.[1]);
    const first = start(daemon, '--', 'true');
    await once(first, 'close');
    const before = memory();
    const child = start(daemon, '--', 'head', '-c', '60000000', '/dev/zero');
    await once(child.stdout ?? child, 'readable');
    const { stdout } = await ctl('pid');
    assert.equal(stdout, `${daemon.pid}\n`);
    assert.ok(memory() - before < 40_000, `${memory() - before} KiB more`);
    const head = allPids().find((pid) => name(pid) === 'head' && statOf(pid)?.ppid === daemon.pid);
    assert.ok(head !== undefined, 'the command is waiting');
    let bytes = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await once(child, 'close');
    assert.equal(bytes, 60_000_000);
  });
});

test('sessions are counted, and end with the daemon', { timeout: 60_000 }, async () => {
  await withCtl(config(), async (daemon) => {
    const children = Array.from({ length: 16 }, () => start(daemon, '--', 'sh', '-c', 'echo up; exec sleep 1000'));
    await Promise.all(children.map((child) => once(child.stdout ?? child, 'data')));
    const more = await run(daemon, ['--', 'true']);
    assert.match(more.stderr, /16 terminal sessions are open: no more than that/);
    const ends = children.map((child) => once(child, 'close'));
    children[0]?.kill('SIGKILL');
    await daemon.waitLog(/^shell: pid \d+ has ended/);
    const next = await run(daemon, ['--', 'true']);
    assert.equal(next.status, 0);
    signal(daemon.pid, 'SIGTERM');
    assert.deepEqual(await daemon.waitExit(20_000), { code: 0, signal: null });
    const statuses = (await Promise.all(ends)).map(([status]) => status as number | null);
    assert.deepEqual(statuses.slice(1), Array<number>(15).fill(129));
    assert.deepEqual(daemon.processes(), []);
  });
});

function basic(user: string, password: string): string {
  return `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}\r\n`;
}

/** The status that a request is answered with. */
async function ask(daemon: Daemon, request: string): Promise<string> {
  const socket = connect(daemon.sandbox.path('x.sock'));
  socket.write(request);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return bytes.toString().split(' ')[1] ?? '';
}

function name(pid: number): string {
  return statOf(pid)?.name ?? '';
}

function openShell(t: TestContext, { sandbox }: Daemon, words: string): Terminal {
  const line = `${CTL} -c ${sandbox.path('supervisord.conf')} shell ${words}`;
  const script = `trap : INT; echo before=$(stty -g)=; ${line}; echo "status=$?="; echo after=$(stty -g)=`;
  const terminal = openTerminal('sh', ['-c', script], sandbox.dir, {});
  t.after(terminal.kill);
  return terminal;
}

async function same(terminal: Terminal): Promise<void> {
  await terminal.ended();
  const [before, after] = ['before', 'after'].map(
    (name) => new RegExp(`${name}=([^=]*)=`).exec(terminal.output())?.[1],
  );
  assert.match(before ?? '', /:/);
  assert.equal(after, before);
}
