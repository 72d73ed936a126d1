import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { test } from 'node:test';
import type { Sender } from '../../src/native/index.ts';
import { ended, native, output, shell, until } from './harness.ts';

const name = (what: string): string => `tsupervisord-test/${process.pid}/${what}`;

/** A Python program that sends to that name; `s` is its socket. */
function python(to: string, script: string): string[] {
  const head = `import socket,os,array,time; s=socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.connect("\\0${to}")`;
  return ['-c', `${head}\n${script}`];
}

interface Received {
  readonly text: string | null;
  readonly sender: Sender;
}

function open(to: string): { readonly received: Received[]; readonly socket: ReturnType<typeof native.openDatagrams> } {
  const received: Received[] = [];
  const socket = native.openDatagrams(to, (data, sender) => {
    received.push({ text: data === null ? null : data.toString(), sender });
  });
  return { received, socket };
}

test('datagrams come whole, in order, with who sent them', async () => {
  const { received, socket } = open(name('order'));
  const child = spawn(
    'python3',
    python(name('order'), 's.send(b"READY=1\\nSTATUS=up"); s.send(b""); s.send(b"c"); time.sleep(5)'),
  );
  await until(() => received.length === 3, 'three datagrams');
  assert.deepEqual(
    received.map(({ text }) => text),
    ['READY=1\nSTATUS=up', '', 'c'],
  );
  const [first] = received;
  assert.equal(first?.sender.pid, child.pid);
  assert.equal(first?.sender.uid, process.getuid?.());
  assert.ok((first?.sender.group ?? 0) > 0 && (first?.sender.session ?? 0) > 0);
  child.kill();
  socket.close();
});

test('one that is too large comes as null, and those behind it as they are', async () => {
  const { received, socket } = open(name('large'));
  spawn('python3', python(name('large'), 's.send(b"x" * 4097); s.send(b"y" * 4096)'));
  await until(() => received.length === 2, 'two datagrams');
  assert.deepEqual(
    received.map(({ text }) => text?.length ?? null),
    [null, 4096],
  );
  socket.close();
});

test('descriptors that come along are closed: a barrier opens', async () => {
  const { received, socket } = open(name('barrier'));
  const script = `r,w=os.pipe(); s.sendmsg([b"BARRIER=1"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [w]))]); os.close(w); print(repr(os.read(r,1)))`;
  const child = spawn('python3', python(name('barrier'), script));
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await until(() => said !== '', 'the end of the pipe');
  assert.equal(said, "b''\n");
  assert.equal(received[0]?.text, 'BARRIER=1');
  socket.close();
});

test('what has arrived can be had at once, and after close nothing comes', async () => {
  const { received, socket } = open(name('drain'));
  const fd = openSync('/dev/null', 'r+');
  const [, code = ''] = python(name('drain'), 's.send(b"1"); s.send(b"2")');
  const run = () =>
    native.spawn({ ...shell(''), file: '/usr/bin/python3', argv: ['python3', '-c', code], fds: [fd, fd, fd] });
  assert.equal(await ended(run().pid), 0);
  socket.drain();
  assert.equal(received.length, 2);
  // It has ended: nobody knows its group any more.
  socket.close();
  socket.close();
  socket.drain();
  assert.notEqual(await ended(run().pid), 0);
  assert.equal(received.length, 2);
  closeSync(fd);
});

test('a name that is taken, and one that is too long, are refused', () => {
  const { socket } = open(name('taken'));
  assert.throws(() => open(name('taken')), { code: 'EADDRINUSE' });
  assert.throws(() => open('x'.repeat(108)), { code: 'ENAMETOOLONG' });
  socket.close();
  open(name('taken')).socket.close();
});

test('a child can have its own pid in a variable', async () => {
  const { text, result } = await output(
    shell('echo $A $WATCHDOG_PID $$', { envp: ['A=1'], pidVariable: 'WATCHDOG_PID' }),
  );
  assert.equal(text, `1 ${result.pid} ${result.pid}\n`);
  const alone = await output(shell('echo $P', { envp: [], pidVariable: 'P' }));
  assert.equal(alone.text, `${alone.result.pid}\n`);
});
