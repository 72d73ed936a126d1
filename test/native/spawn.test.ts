import assert from 'node:assert/strict';
import { closeSync, constants, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildNative } from '../../src/native/build.mjs';
import type { Native } from '../../src/native/index.ts';
import { ended, folder, native, output, PATH, shell, until } from './harness.ts';

const root = process.getuid?.() === 0;
const field = (status: string, name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1];

test('a child has exactly the descriptors it was given, and they are FIFOs that it can open by name', async () => {
  const [input, ours] = native.pipe();
  const [read, write] = native.pipe();
  const script =
    'for fd in /proc/self/fd/*; do [ -p $fd ] && basename $fd; done; echo out > /dev/stdout; echo err > /dev/stderr';
  const { pid } = native.spawn(shell(script, { fds: [input, write, write] }));
  for (const fd of [input, ours, write]) closeSync(fd);
  assert.equal(await ended(pid), 0);
  assert.equal(drained(read), '0\n1\n2\nout\nerr\n');
});

function drained(read: number): string {
  let text = '';
  const pump = native.openPump(
    read,
    { kind: 'data' },
    {
      onData: (c) => {
        text += c;
      },
      onEnd: () => undefined,
    },
  );
  assert.equal(pump.drain(), true);
  return text;
}

test('descriptors of ours that are not close-on-exec do not reach the child', async () => {
  const stray = openSync('/dev/null', 'r');
  native.dup2(stray, 77);
  const { text } = await output(shell('ls /proc/self/fd'));
  closeSync(77);
  closeSync(stray);
  assert.equal(text, '0\n1\n2\n3\n'); // 3 is the folder that ls reads
});

test('without close_range(2) the descriptors are closed one by one', async () => {
  const file = buildNative({
    outDir: join(folder, 'old-kernel'),
    cc: `${process.env.CC ?? 'cc'} -DWITHOUT_CLOSE_RANGE`,
  });
  const module = { exports: {} };
  process.dlopen(module, file);
  const old = module.exports as Native;
  const stray = openSync('/dev/null', 'r');
  for (let fd = 300; fd < 600; fd++) old.dup2(stray, fd);
  const [read, write] = old.pipe();
  const { pid } = old.spawn(shell('ls /proc/self/fd', { fds: [stray, write, write] }));
  closeSync(write);
  for (let fd = 300; fd < 600; fd++) closeSync(fd);
  closeSync(stray);
  await ended(pid);
  assert.equal(drained(read), '0\n1\n2\n3\n');
});

test('descriptors may overlap with their targets in any order', async () => {
  const files = [40, 41, 42, 43].map((fd) => {
    const file = join(folder, `file-${fd}`);
    const opened = openSync(file, 'w');
    native.dup2(opened, fd);
    closeSync(opened);
    return file;
  });
  const empty = openSync('/dev/null', 'r+');
  const [read, write] = native.pipe();
  const fds = Array.from({ length: 44 }, (_, i) => ({ 1: write, 40: 43, 41: 40, 42: 42, 43: 41 })[i] ?? empty);
  const { pid } = native.spawn(shell('cd /proc/self/fd; for n in 40 41 42 43; do readlink $n; done', { fds }));
  for (const fd of [write, empty, 40, 41, 42, 43]) closeSync(fd);
  await ended(pid);
  assert.equal(drained(read), [3, 0, 2, 1].map((at) => `${files[at]}\n`).join(''));
});

test('signal dispositions and mask are the defaults, whatever ours are', async () => {
  const handler = () => undefined;
  process.on('SIGUSR2', handler);
  const { text } = await output({ file: '/bin/cat', argv: ['cat', '/proc/self/status'], envp: [], fds: [] });
  process.off('SIGUSR2', handler);
  for (const name of ['SigBlk', 'SigIgn', 'SigCgt', 'SigPnd', 'ShdPnd'])
    assert.equal(field(text, name), '0'.repeat(16), name);
});

for (const [leader, expected] of [
  ['group', 'own group, our session'],
  ['session', 'own group, own session'],
  ['none', 'our group, our session'],
  [undefined, 'own group, our session'],
] as const) {
  test(`leader ${leader ?? 'left out'} means ${expected}`, async () => {
    const spec = { file: '/bin/cat', argv: ['cat', '/proc/self/stat'], envp: [], fds: [], ...(leader && { leader }) };
    const { text, result } = await output(spec);
    const [group, session] = ids(text);
    const [, ourSession] = ids(readFileSync('/proc/self/stat', 'utf8'));
    const whose = (own: boolean) => (own ? 'own' : 'our');
    assert.equal(`${whose(group === result.pid)} group, ${whose(session === result.pid)} session`, expected);
    if (session !== result.pid) assert.equal(session, ourSession);
  });
}

function ids(stat: string): number[] {
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(2, 4)
    .map(Number);
}

test('user, group and supplementary groups are those given, and nothing of ours stays', {
  skip: !root && 'needs root',
}, async () => {
  const credentials = { uid: 12345, gid: 23456, groups: [23456, 7, 9] };
  const { text } = await output({
    file: '/bin/cat',
    argv: ['cat', '/proc/self/status'],
    envp: [],
    fds: [],
    credentials,
  });
  assert.equal(field(text, 'Uid'), '12345\t12345\t12345\t12345');
  assert.equal(field(text, 'Gid'), '23456\t23456\t23456\t23456');
  assert.equal(field(text, 'Groups')?.trim(), '7 9 23456');
  assert.equal(field(text, 'CapEff'), '0'.repeat(16));
  assert.equal(process.getuid?.(), 0);
  assert.equal(
    field(readFileSync(`/proc/self/task/${readdirSync('/proc/self/task').at(-1)}/status`, 'utf8'), 'Uid'),
    '0\t0\t0\t0',
  );
});

test('id -1, which the kernel takes as "leave it", is refused', () => {
  const spec = shell('exit 0', { credentials: { uid: 4294967295, gid: 1, groups: [] } });
  assert.throws(() => native.spawn(spec), { code: 'EINVAL' });
});

test('a terminal on descriptor 0 becomes the controlling one when asked for', async () => {
  const terminal = await openTerminal();
  for (const [controllingTerminal, expected] of [
    [true, 'has it'],
    [false, 'none'],
  ] as const) {
    const [read, write] = native.pipe();
    const script = '(: > /dev/tty) 2>/dev/null && echo has it || echo none';
    const fds = [terminal.fd, write, terminal.fd];
    const { pid } = native.spawn(shell(script, { fds, leader: 'session', controllingTerminal }));
    closeSync(write);
    await ended(pid);
    assert.equal(drained(read), `${expected}\n`);
  }
  await terminal.close();
});

/** A pseudo-terminal whose other side a program of ours holds; node:child_process would miss the end of it to reap(). */
async function openTerminal() {
  const program = 'import os, pty, sys; m, s = pty.openpty(); os.write(1, os.ttyname(s).encode()); sys.stdin.read()';
  const [input, release] = native.pipe();
  const [read, write] = native.pipe();
  let name = '';
  const onData = (chunk: Buffer) => {
    name += chunk;
  };
  native.openPump(read, { kind: 'data' }, { onData, onEnd: () => undefined });
  const argv = ['python3', '-c', program];
  const { pid } = native.spawn({ file: '/usr/bin/python3', argv, envp: [PATH], fds: [input, write, 2] });
  for (const fd of [input, write]) closeSync(fd);
  await until(() => name !== '', 'the name of a terminal');
  const fd = openSync(name, constants.O_RDWR | constants.O_NOCTTY);
  const close = async () => {
    for (const each of [fd, release]) closeSync(each);
    assert.equal(await ended(pid), 0);
  };
  return { fd, close };
}

test('umask, working directory, limits, nice value and no_new_privs take effect', async () => {
  const { NOFILE, CORE } = native.rlimit;
  const rlimits = [
    { resource: NOFILE, soft: 123, hard: 456 },
    { resource: CORE, soft: 0, hard: -1 },
  ];
  const script = 'umask; pwd; ulimit -Sn; ulimit -Hn; ulimit -Sc; nice; grep NoNewPrivs /proc/self/status';
  const { text } = await output(shell(script, { umask: 0o27, cwd: '/usr', rlimits, nice: 5, noNewPrivileges: true }));
  assert.deepEqual(text.split('\n'), ['0027', '/usr', '123', '456', '0', '5', 'NoNewPrivs:\t1', '']);
});

test('arguments and an environment of hundreds of kilobytes arrive byte for byte', async () => {
  const values = Array.from({ length: 40 }, (_, i) => `V${i}=${'äöü€😀 \n"\''.repeat(600 + i)}`);
  const argv = ['env', '-0', ...['', 'a b', '€'].map((value, i) => `ARG${i}=${value}`)];
  const { text } = await output({ file: '/usr/bin/env', argv, envp: [PATH, ...values], fds: [] });
  assert.deepEqual(text.split('\0').slice(0, -1), [PATH, ...values, 'ARG0=', 'ARG1=a b', 'ARG2=€']);
});

for (const [where, spec] of Object.entries({
  file: { file: '/bin/\0sh' },
  argv: { argv: ['sh', '\0'] },
  envp: { envp: ['A=\0'] },
  cwd: { cwd: '/\0' },
})) {
  test(`a NUL byte in ${where} is an error, not a cut`, () => {
    assert.throws(() => native.spawn(shell('exit 0', spec)), { code: 'EINVAL', errno: -22 });
  });
}

test('our own signal mask, umask, directory and descriptors are untouched by a spawn', async () => {
  const snapshot = () => [
    /Sig(Blk|Ign|Cgt).*/g.exec(readFileSync('/proc/self/status', 'utf8'))?.[0],
    process.cwd(),
    process.umask(),
  ];
  const before = snapshot();
  const fds = readdirSync('/proc/self/fd').length;
  const { pid } = native.spawn(shell('exit 3', { umask: 0, cwd: '/', leader: 'session' }));
  assert.equal(await ended(pid), 3 << 8);
  assert.deepEqual(snapshot(), before);
  assert.equal(readdirSync('/proc/self/fd').length, fds);
});

test('a thousand programs start and end without leaving a descriptor or a zombie', async () => {
  const before = readdirSync('/proc/self/fd').length;
  const pids = Array.from(
    { length: 1000 },
    () => native.spawn({ file: '/bin/true', argv: ['true'], envp: [], fds: [] }).pid,
  );
  for (const pid of pids) assert.equal(await ended(pid), 0);
  assert.equal(new Set(pids).size, 1000);
  assert.equal(readdirSync('/proc/self/fd').length, before);
  await until(() => native.reap().length === 0, 'no zombies');
});

test("the OOM score is the child's alone", async () => {
  const ours = readFileSync('/proc/self/oom_score_adj', 'utf8');
  const { text } = await output(shell('cat /proc/self/oom_score_adj', { oomScoreAdj: 345 }));
  assert.equal(text, '345\n');
  assert.equal(readFileSync('/proc/self/oom_score_adj', 'utf8'), ours);
});

test('every resource limit has its number', async () => {
  const names = Object.keys(native.rlimit).sort().join(' ');
  assert.equal(
    names,
    'AS CORE CPU DATA FSIZE LOCKS MEMLOCK MSGQUEUE NICE NOFILE NPROC RSS RTPRIO RTTIME SIGPENDING STACK',
  );
  // What a process may lower whatever it had, and reads back by another way.
  const rlimits = [
    { resource: native.rlimit.MSGQUEUE, soft: 1111, hard: 2222 },
    { resource: native.rlimit.SIGPENDING, soft: 333, hard: 444 },
    { resource: native.rlimit.RTTIME, soft: 55, hard: 66 },
  ];
  const { text } = await output(shell('cat /proc/self/limits', { rlimits }));
  assert.match(text, /^Max msgqueue size +1111 +2222 /m);
  assert.match(text, /^Max pending signals +333 +444 /m);
  assert.match(text, /^Max realtime timeout +55 +66 /m);
});
