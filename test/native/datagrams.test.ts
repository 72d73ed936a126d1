import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import type { Datagrams, Sender, SpawnSpec } from '../../src/native/index.ts';
import { native, output, shell } from './harness.ts';

const name = (what: string): string => `tsupervisord-test/${process.pid}/${what}`;

/** A Python program that sends to that name; `s` is its socket. Not by node:child_process: what reaps here takes all. */
function python(to: string, script: string): SpawnSpec {
  const head = `import socket,os,array,time; s=socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.connect("\\0${to}")`;
  return { ...shell(''), file: '/usr/bin/python3', argv: ['python3', '-c', `${head}\n${script}`] };
}

/** The sender shares it. 0 where it is that of a process outside of this PID namespace: proc(5). */
const ownSession = (): number =>
  Number(
    readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')[3],
  );

interface Received {
  readonly text: string | null;
  readonly sender: Sender;
}

function open(t: TestContext, to: string): { readonly received: Received[]; readonly socket: Datagrams } {
  const received: Received[] = [];
  const socket = native.openDatagrams(to, (data, sender) => {
    received.push({ text: data === null ? null : data.toString(), sender });
  });
  t.after(() => socket.close());
  return { received, socket };
}

test('datagrams come whole, in order, with who sent them', async (t) => {
  const { received } = open(t, name('order'));
  const script = 's.send(b"READY=1\\nSTATUS=up"); s.send(b""); s.send(b"c"); time.sleep(0.5)';
  const { result } = await output(python(name('order'), script));
  assert.deepEqual(
    received.map(({ text }) => text),
    ['READY=1\nSTATUS=up', '', 'c'],
  );
  const { pid = 0 } = result;
  assert.deepEqual(received[0]?.sender, { pid, uid: process.getuid?.(), group: pid, session: ownSession() });
});

test('one that is too large comes as null, and those behind it as they are', async (t) => {
  const { received, socket } = open(t, name('large'));
  const { status } = await output(python(name('large'), 's.send(b"x" * 4097); s.send(b"y" * 4096)'));
  socket.drain();
  assert.equal(status, 0);
  assert.deepEqual(
    received.map(({ text }) => text?.length ?? null),
    [null, 4096],
  );
});

test('descriptors that come along are closed: a barrier opens', async (t) => {
  const { received } = open(t, name('barrier'));
  const script = `r,w=os.pipe(); s.sendmsg([b"BARRIER=1"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [w]))]); os.close(w); print(repr(os.read(r,1)))`;
  assert.equal((await output(python(name('barrier'), script))).text, "b''\n");
  assert.equal(received[0]?.text, 'BARRIER=1');
});

test('what has arrived can be had at once, and after close nothing comes', async (t) => {
  const { received, socket } = open(t, name('drain'));
  const twice = python(name('drain'), 's.send(b"1"); s.send(b"2")');
  const { pid } = native.spawn({ ...twice, fds: [] });
  // Without a turn of the loop, so that only drain can have handed them over.
  while (native.reap().every((each) => each.pid !== pid));
  assert.equal(received.length, 0);
  socket.drain();
  assert.equal(received.length, 2);
  assert.deepEqual([received[1]?.sender.group, received[1]?.sender.session], [-1, -1], 'it is gone by now');
  socket.close();
  socket.close();
  socket.drain();
  assert.notEqual((await output(twice)).status, 0, 'nobody listens any more');
  assert.equal(received.length, 2);
});

test('a name that is taken, and one that is too long, are refused', (t) => {
  const { socket } = open(t, name('taken'));
  assert.throws(() => open(t, name('taken')), { code: 'EADDRINUSE' });
  assert.throws(() => open(t, 'x'.repeat(108)), { code: 'ENAMETOOLONG' });
  socket.close();
  open(t, name('taken'));
});

test('a child can have its own pid in a variable', async () => {
  const { text, result } = await output(
    shell('echo $A $WATCHDOG_PID $$', { envp: ['A=1'], pidVariable: 'WATCHDOG_PID' }),
  );
  assert.equal(text, `1 ${result.pid} ${result.pid}\n`);
  const alone = await output(shell('echo $P', { envp: [], pidVariable: 'P' }));
  assert.equal(alone.text, `${alone.result.pid}\n`);
});
