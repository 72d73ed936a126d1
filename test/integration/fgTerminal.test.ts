import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { noTerminal, openTerminal, type Terminal } from '../compat/ctl/terminal.ts';
import type { Daemon } from '../helpers/daemon.ts';
import { ROOT } from '../helpers/flavour.ts';
import { allPids, isAlive, readProc, signal } from '../helpers/processes.ts';
import { waitFor } from '../helpers/waitFor.ts';
import { controlled, withCtl } from '../helpers/withCtl.ts';

const CTL = join(ROOT, 'dist', 'tsupervisorctl.cjs');
const LEAVE = '\x10\x11';
const skip = noTerminal;

/** Runs a shell on a terminal, which tells what its settings were before and after `fg`, and how that ended. */
function openFg(t: TestContext, { sandbox }: Daemon, ...words: readonly string[]): Terminal {
  const line = [CTL, '-c', sandbox.path('supervisord.conf'), 'fg', ...words].join(' ');
  const script = `trap : INT; echo before=$(stty -g)=; ${line}; echo "status=$?="; echo after=$(stty -g)=`;
  const terminal = openTerminal('sh', ['-c', script], sandbox.dir, {});
  t.after(terminal.kill);
  return terminal;
}

/** Waits for the shell's end and checks that its terminal is as it was. */
async function left(terminal: Terminal): Promise<number> {
  await terminal.ended();
  const found = (name: string) => new RegExp(`${name}=([^=]*)=`).exec(terminal.output())?.[1];
  assert.match(found('before') ?? '', /:/);
  assert.equal(found('after'), found('before'), terminal.output());
  return Number(found('status'));
}

const SHELL = `command=bash --norc --noprofile -i\nenvironment=PS1="ready> "\npty=true`;
const CONFIG = controlled({
  app: SHELL,
  plain: 'command=cat',
  raw: `command=sh -c 'stty raw -echo; echo ready; exec cat'\npty=true`,
  cooked: 'command=cat\npty=true',
});

test('fg at a terminal: keys, echo, size, ^C, detaching and coming back', { skip, timeout: 60_000 }, async (t) => {
  await withCtl(CONFIG, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    const first = openFg(t, daemon, 'app');
    await first.step('', /Press Ctrl-P Ctrl-Q to leave/);
    await first.step('\r', /ready> /);
    await first.step('stty size\r', /stty size\r\n\d+ 120\r\n/);
    first.resize(97, 31);
    await first.step(`until [ "$(stty size)" = "31 97" ]; do sleep 0.02; done; echo is-$((1 + 1))\r`, /is-2\r\n/);
    await first.step('trap "echo got-it" INT\r', /ready> /);
    await first.step(`sh -c 'echo started; exec sleep 1000'\r`, /[\r\n]started\r\n/);
    await first.step('\x03', /\^C[\s\S]*ready> /);
    await first.step('kept=yes; echo $((40 + 2))ü\r', /\n42ü\r\n/);
    await first.step('x\x7fecho erased\r', /\nerased\r\n/);
    await first.step('\x10\r', /\nerased\r\n/);
    await first.step(LEAVE, /Exiting foreground/);
    assert.equal(await left(first), 0);
    const pid = daemon.programPid('app');
    assert.ok(isAlive(pid));
    const second = openFg(t, daemon, '--detach-keys=ctrl-],x', 'app');
    await second.step('', /Press Ctrl-\] x to leave/);
    await second.step('echo kept=$kept\r', /\nkept=yes\r\n/);
    await second.step('\x1dx', /Exiting foreground/);
    assert.equal(await left(second), 0);
    await waitFor('the log', () => daemon.sandbox.read('app.out')?.includes('\nkept=yes\n'));
    assert.doesNotMatch(daemon.sandbox.read('app.out') ?? '', /42\S*\r\n/);
    assert.match(daemon.messages().join('\n'), /fg: localhost:0 sits at the terminal of app/);
  });
});

test('what is typed is echoed by a terminal that echoes', { skip, timeout: 60_000 }, async (t) => {
  await withCtl(CONFIG, async (daemon) => {
    await daemon.waitLog(/^success: cooked/);
    const terminal = openFg(t, daemon, 'cooked');
    await terminal.step('', /to leave/);
    await terminal.step('abc', /abc/);
    await terminal.step('d\r', /d\r\nabcd\r\n/);
    await terminal.step('\x03', /Process got killed: cooked has ended \(terminated by SIGINT\)/);
    assert.equal(await left(terminal), 130);
  });
});

test('every byte goes to the program and comes back as it is', { skip, timeout: 60_000 }, async (t) => {
  await withCtl(CONFIG, async (daemon) => {
    await daemon.waitLog(/^success: raw/);
    await waitFor('its terminal to be raw', () => daemon.sandbox.read('raw.out')?.includes('ready'));
    const terminal = openFg(t, daemon, 'raw');
    await terminal.step('', /to leave/);
    const bytes = '\x01\x02\x03\x04\x05\x1a\x1c\x13\x11\n\r\x1b[A\x7f\0ü';
    await terminal.step(`<${bytes}>`, /<[\s\S]*>/);
    assert.ok(terminal.output().includes(`<${bytes}>`), JSON.stringify(terminal.output()));
    await terminal.step(LEAVE, /Exiting foreground/);
    assert.equal(await left(terminal), 0);
  });
});

const ENDINGS: Readonly<Record<string, (daemon: Daemon, terminal: Terminal) => Promise<number>>> = {
  'the program ends': async (_, terminal) => {
    await terminal.step('exit 3\r', /Process got killed: app has ended \(exit status 3\)/);
    return 3;
  },
  'the daemon is killed': async (daemon, terminal) => {
    daemon.signal('SIGKILL');
    await terminal.step('', /ERROR: the connection to the daemon broke/);
    return 1;
  },
  'the daemon shuts down': async (daemon, terminal) => {
    daemon.signal('SIGTERM');
    await terminal.step('', /Process got killed: app has ended \(terminated by SIGKILL\)/);
    return 137;
  },
  'tsupervisorctl gets a SIGTERM': async (daemon, terminal) => {
    const ours = `\0${daemon.sandbox.path('supervisord.conf')}\0fg\0app\0`;
    const pid = allPids().find((each) => readProc(each, 'cmdline')?.endsWith(ours));
    assert.ok(pid !== undefined && signal(pid, 'SIGTERM'));
    await terminal.step('', /status=/);
    assert.ok(isAlive(daemon.programPid('app')));
    return 143;
  },
};

for (const [title, end] of Object.entries(ENDINGS)) {
  test(`the terminal is as before when ${title}`, { skip, timeout: 60_000 }, async (t) => {
    const config = controlled({ app: `${SHELL}\nstopwaitsecs=1\nautorestart=false` });
    await withCtl(config, async (daemon) => {
      await daemon.waitLog(/^success: app/);
      const terminal = openFg(t, daemon, 'app');
      await terminal.step('', /to leave/);
      await terminal.step('\r', /ready> /);
      const status = await end(daemon, terminal);
      assert.equal(await left(terminal), status);
    });
  });
}

test('without a terminal on either side fg goes line by line', { skip, timeout: 60_000 }, async (t) => {
  await withCtl(CONFIG, async (daemon) => {
    await daemon.waitLog(/^success: plain/);
    const terminal = openFg(t, daemon, 'plain');
    await terminal.step('', /Press Ctrl-C to exit/);
    await terminal.step('hello\r', /hello[\s\S]*hello/);
    await terminal.step('\x03', /Exiting foreground/);
    assert.equal(await left(terminal), 0);
  });
});

test('who does not read holds the program back for a moment only', { skip, timeout: 60_000 }, async () => {
  const config = controlled({ yes: 'command=yes\npty=true\nautostart=false\nstdout_logfile_maxbytes=1MB' });
  await withCtl(config, async (daemon, ctl) => {
    await ctl('start', 'yes');
    const size = () => readProc(daemon.programPid('yes'), 'io') ?? '';
    const body = '{"name":"yes","terminal":{"columns":80,"rows":24}}';
    const socket = connect(daemon.sandbox.path('x.sock'));
    socket.write(
      `POST /console/attach HTTP/1.1\r\nHost: x\r\nUpgrade: tsupervisor-console\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await daemon.waitLog(/^fg: .* sits at the terminal of yes$/);
    await waitFor('the program to stand still', () => standsStill(size), { every: 300 });
    assert.equal((await ctl('pid')).stdout, `${daemon.pid}\n`);
    await daemon.waitLog(/^fg: .* has left the terminal of yes$/);
    await waitFor('the program to go on', () => !standsStill(size), { every: 300 });
    socket.destroy();
  });
});

const seen = new WeakMap<() => string, string>();

/** It has written nothing since it was asked last. */
function standsStill(size: () => string): boolean {
  const now = size();
  const still = seen.get(size) === now;
  seen.set(size, now);
  return still;
}

test('detach keys that are none are told', { timeout: 60_000 }, async () => {
  await withCtl(CONFIG, async (_, ctl) => {
    const { stdout, code } = await ctl('fg', '--detach-keys=ctrl-ü', 'app');
    assert.match(stdout, /ERROR: --detach-keys=ctrl-ü is no sequence of keys/);
    assert.equal(code, 2);
  });
});
