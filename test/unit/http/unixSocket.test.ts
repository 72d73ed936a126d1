import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { ListenError } from '../../../src/http/listenError.ts';
import type { HttpServer } from '../../../src/http/serve.ts';
import type { UnixServerConfig } from '../../../src/model/config.ts';
import { createSandbox } from '../../helpers/sandbox.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { exchange } from './rawClient.ts';
import { ECHO, listen, post, recordingLog } from './testServer.ts';

const notRoot = process.getuid?.() === 0 ? false : 'needs root';

function sandboxDir(t: TestContext): string {
  const sandbox = createSandbox();
  t.after(sandbox.remove);
  return sandbox.dir;
}

function unixConfig(file: string, more: Partial<UnixServerConfig> = {}): UnixServerConfig {
  return {
    family: 'unix',
    name: null,
    section: 'unix_http_server',
    file,
    chmod: 0o700,
    chown: [-1, -1],
    username: null,
    password: null,
    allowed_hosts: [],
    probes: false,
    ...more,
  };
}

async function open(t: TestContext, config: UnixServerConfig): Promise<{ server: HttpServer; messages: string[] }> {
  const { log, messages } = recordingLog();
  const server = await listen(config, { routes: [ECHO], log });
  t.after(() => server.close({ graceMs: 0 }));
  return { server, messages };
}

const mode = (file: string): number => lstatSync(file).mode & 0o7777;

/** A socket file on which nobody listens any more. */
async function leaveStale(file: string): Promise<void> {
  const child = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(file)}, () => process.kill(process.pid, 'SIGKILL'))`,
  ]);
  await once(child, 'exit');
  assert.equal(lstatSync(file).isSocket(), true);
}

describe('unix sockets', () => {
  test('a server answers on its file and removes it when it is closed', async (t) => {
    const file = join(sandboxDir(t), 's.sock');
    const { server } = await open(t, unixConfig(file));
    const { text } = await exchange({ path: file }, post('hi'));
    assert.match(text, /"peer":"localhost:N".*"body":"hi"/);
    assert.deepEqual(readdirSync(join(file, '..')), ['s.sock']);
    await server.close();
    assert.deepEqual(readdirSync(join(file, '..')), []);
  });

  for (const [asked, umask] of [
    [0o700, 0o022],
    [0o770, 0o022],
    [0o777, 0o077],
    [0o600, 0],
    [0o666, 0o777],
    [0o000, 0],
  ] as const) {
    test(`mode ${asked.toString(8)} is what the file gets under umask ${umask.toString(8)}`, async (t) => {
      const file = join(sandboxDir(t), 's.sock');
      const before = process.umask(umask);
      t.after(() => void process.umask(before));
      await open(t, unixConfig(file, { chmod: asked }));
      assert.equal(mode(file), asked);
      assert.equal(process.umask(), umask, 'the umask should be what it was');
    });
  }

  test('its owner is the one asked for, and half of a pair stays as it is', { skip: notRoot }, async (t) => {
    const dir = sandboxDir(t);
    await open(t, unixConfig(join(dir, 'both'), { chown: [12, 34] }));
    await open(t, unixConfig(join(dir, 'half'), { chown: [-1, 34] }));
    const ownerOf = (name: string): number[] => [lstatSync(join(dir, name)).uid, lstatSync(join(dir, name)).gid];
    assert.deepEqual(
      [ownerOf('both'), ownerOf('half')],
      [
        [12, 34],
        [0, 34],
      ],
    );
  });

  test('nobody gets in for a moment who is not meant to, under any name', { skip: notRoot }, async (t) => {
    const dir = sandboxDir(t);
    const spy = spawn('/usr/bin/python3', ['-c', SPY, dir], {
      uid: 65534,
      gid: 65534,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let seen = '';
    spy.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
    });
    t.after(() => spy.kill('SIGKILL'));
    await waitFor('the spy', () => seen.includes('ready'));
    const before = process.umask(0);
    t.after(() => void process.umask(before));
    for (let i = 0; i < 60; i++) {
      const { server } = await open(t, unixConfig(join(dir, 's.sock'), { chmod: 0o770, chown: [0, 0] }));
      await server.close();
    }
    writeFileSync(join(dir, 'stop'), '');
    if (spy.exitCode === null) await once(spy, 'exit');
    assert.match(seen, /tried [1-9]\d* times/);
    assert.doesNotMatch(seen, /got in/);
  });

  test('a stale file is replaced, and the log says so', async (t) => {
    const file = join(sandboxDir(t), 's.sock');
    await leaveStale(file);
    const { messages } = await open(t, unixConfig(file));
    assert.ok(messages.includes(`warn: Unlinking stale socket ${file}`), messages.join('\n'));
    assert.match((await exchange({ path: file }, post('hi'))).text, /200 OK/);
  });

  test('so is a link that leads nowhere and an empty file', async (t) => {
    const dir = sandboxDir(t);
    symlinkSync(join(dir, 'nowhere'), join(dir, 'link'));
    writeFileSync(join(dir, 'empty'), '');
    for (const name of ['link', 'empty']) {
      await open(t, unixConfig(join(dir, name)));
      assert.equal(lstatSync(join(dir, name)).isSocket(), true);
    }
  });

  test('a live one is an error in the reference’s words, and goes on living', async (t) => {
    const file = join(sandboxDir(t), 's.sock');
    await open(t, unixConfig(file));
    const inode = lstatSync(file).ino;
    await assert.rejects(open(t, unixConfig(file)), {
      name: 'ListenError',
      message:
        'Another program is already listening on a port that one of our HTTP servers is configured to use.  Shut this program down first before starting supervisord.',
      detail: `[unix_http_server] ${file} is in use`,
    });
    assert.equal(lstatSync(file).ino, inode);
    assert.deepEqual(readdirSync(join(file, '..')), ['s.sock']);
    assert.match((await exchange({ path: file }, post('hi'))).text, /200 OK/);
  });

  test('so is a live one that does not answer', async (t) => {
    const file = join(sandboxDir(t), 's.sock');
    const mute = createServer({ pauseOnConnect: true }).listen(file);
    t.after(() => mute.close());
    await assert.rejects(open(t, unixConfig(file)), /already listening/);
  });

  test('a file with something in it is left alone', async (t) => {
    const file = join(sandboxDir(t), 'important');
    writeFileSync(file, 'data');
    await assert.rejects(open(t, unixConfig(file)), (error: ListenError) => /it is no socket/.test(error.detail));
    assert.equal(readFileSync(file, 'utf8'), 'data');
  });

  test('of two that start at once, one gets the file', async (t) => {
    const file = join(sandboxDir(t), 's.sock');
    await leaveStale(file);
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => open(t, unixConfig(file))));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.deepEqual(readdirSync(join(file, '..')), ['s.sock']);
    assert.match((await exchange({ path: file }, post('hi'))).text, /200 OK/);
  });

  test('a file that another has put in its place is not removed', async (t) => {
    const file = join(sandboxDir(t), 's.sock');
    const { server } = await open(t, unixConfig(file));
    unlinkSync(file);
    const { server: next } = await open(t, unixConfig(file));
    await server.close();
    assert.match((await exchange({ path: file }, post('hi'))).text, /200 OK/);
    await next.close({ keepFile: true });
    assert.equal(lstatSync(file).isSocket(), true);
  });

  for (const [title, path, message, detail] of [
    ['its directory is missing', 'no/s.sock', 'errno.ENOENT (2)', /does not exist/],
    ['its directory is a file', 'file/s.sock', 'errno.ENOTDIR (20)', /not a directory/],
    ['its path is too long', 'x'.repeat(120), 'AF_UNIX path too long', /107 bytes/],
    ['it is a directory', 'dir', 'errno.EADDRINUSE (98)', /no socket/],
  ] as const) {
    test(`${title}: an error in the reference’s words, and what is wrong`, async (t) => {
      const dir = sandboxDir(t);
      writeFileSync(join(dir, 'file'), '');
      mkdirSync(join(dir, 'dir'));
      await assert.rejects(open(t, unixConfig(join(dir, path))), (error: ListenError) => {
        assert.equal(error.message, `Cannot open an HTTP server: socket.error reported ${message}`);
        assert.match(error.detail, detail);
        return true;
      });
      assert.deepEqual(readdirSync(dir).sort(), ['dir', 'file']);
    });
  }

  test('the longest path that there is works', async (t) => {
    const dir = sandboxDir(t);
    const file = join(dir, 'x'.repeat(107 - dir.length - 1));
    await open(t, unixConfig(file));
    assert.match((await exchange({ path: file }, post('hi'))).text, /200 OK/);
  });

  test('somebody else’s socket that cannot be asked is not taken for a stale one', { skip: notRoot }, async (t) => {
    const dir = sandboxDir(t);
    chmodSync(dir, 0o1777);
    const file = join(dir, 's.sock');
    await leaveStale(file);
    chownSync(file, 0, 0);
    chmodSync(file, 0o700);
    process.seteuid?.(65534);
    try {
      await assert.rejects(open(t, unixConfig(file)), (error: ListenError) => /EACCES/.test(error.message));
    } finally {
      process.seteuid?.(0);
    }
  });
});

/** Connects to every socket that shows up in a directory, and says so if it can. */
const SPY = `
import os, socket, sys
print('ready', flush=True)
tried = 0
while not os.path.exists(os.path.join(sys.argv[1], 'stop')):
    for name in os.listdir(sys.argv[1]):
        client = socket.socket(socket.AF_UNIX)
        tried += 1
        try:
            client.connect(os.path.join(sys.argv[1], name))
            print('got in through', name, flush=True)
        except OSError:
            pass
        client.close()
print('tried', tried, 'times', flush=True)
`;
