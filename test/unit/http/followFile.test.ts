import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type FollowOptions, followFile } from '../../../src/http/followFile.ts';
import type { Route } from '../../../src/http/types.ts';
import { createSandbox } from '../../helpers/sandbox.ts';
import { pause, waitFor } from '../../helpers/waitFor.ts';
import { exchange, openRaw, type RawClient } from './rawClient.ts';
import { startServer } from './testServer.ts';

/** Slow looking, so that it is the kernel's word that is tested. */
const WATCHED: FollowOptions = { pollMs: 60_000 };

interface Tail {
  readonly file: string;
  readonly client: RawClient;
  /** What was streamed so far. */
  readonly text: () => string;
  readonly shows: (text: string) => Promise<string>;
}

async function tail(t: TestContext, content: string | Uint8Array, options: FollowOptions = WATCHED): Promise<Tail> {
  const sandbox = createSandbox();
  t.after(sandbox.remove);
  const file = join(sandbox.dir, 'x.log');
  writeFileSync(file, content);
  utimesSync(file, 1e9, 1e9);
  const route: Route = { path: '/logtail', methods: ['GET'], handler: () => followFile(file, options) };
  const { address } = await startServer(t, { routes: [route] });
  const client = await openRaw(address);
  t.after(client.destroy);
  client.send('GET /logtail HTTP/1.1\r\n\r\n');
  await client.expect(/\r\n\r\n/);
  const text = (): string => unchunk(client.received());
  return {
    file,
    client,
    text,
    shows: (wanted) =>
      waitFor(JSON.stringify(wanted), () => text() === wanted && wanted, {
        every: 5,
        within: 5000,
        state: () => JSON.stringify(text()),
      }),
  };
}

function unchunk(received: string): string {
  let rest = received.slice(received.indexOf('\r\n\r\n') + 4);
  let text = '';
  for (;;) {
    const size = /^([0-9a-f]+)\r\n/.exec(rest);
    if (size === null) return Buffer.from(text, 'latin1').toString();
    const start = size[0].length;
    const length = Number.parseInt(size[1] ?? '0', 16);
    text += rest.slice(start, start + length);
    rest = rest.slice(start + length + 2);
  }
}

describe('following a file', { concurrency: 4 }, () => {
  test('the head is the reference’s, with the date of the file', async (t) => {
    const { client, shows } = await tail(t, 'hello\n');
    await shows('hello\n');
    assert.match(
      client.received(),
      /^HTTP\/1\.1 200 OK\r\nServer: .*\r\nDate: .*\r\nLast-Modified: Sun, 09 Sep 2001 01:46:40 GMT\r\nContent-Type: text\/plain;charset=utf-8\r\nX-Accel-Buffering: no\r\nX-Content-Type-Options: nosniff\r\nTransfer-Encoding: chunked\r\n\r\n/,
    );
  });

  test('the last 1024 bytes come first, then what is appended', async (t) => {
    const { file, shows } = await tail(t, `${'x'.repeat(5000)}${'y'.repeat(1023)}\n`);
    await shows(`${'y'.repeat(1023)}\n`);
    appendFileSync(file, 'more\n');
    await shows(`${'y'.repeat(1023)}\nmore\n`);
  });

  test('an empty file is followed, too', async (t) => {
    const { file, shows } = await tail(t, '');
    appendFileSync(file, 'first');
    await shows('first');
  });

  test('after a rotation the rest of the old file comes, then the new one', async (t) => {
    const { file, shows } = await tail(t, 'one\n');
    await shows('one\n');
    appendFileSync(file, 'two\n');
    renameSync(file, `${file}.1`);
    writeFileSync(file, 'three\n');
    await shows('one\ntwo\nthree\n');
    appendFileSync(file, 'four\n');
    await shows('one\ntwo\nthree\nfour\n');
  });

  test('a file that is missing for a while is waited for', async (t) => {
    const { file, shows } = await tail(t, 'one\n');
    await shows('one\n');
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, 'late\n');
    await shows('one\nlate\n');
    writeFileSync(file, 'two\n');
    await shows('one\nlate\ntwo\n');
  });

  test('a file that was cleared by removing it is followed under its new inode', async (t) => {
    const { file, shows } = await tail(t, 'one\n');
    await shows('one\n');
    unlinkSync(file);
    writeFileSync(file, 'two\n');
    await shows('one\ntwo\n');
  });

  test('a truncation is told, in the reference’s words', async (t) => {
    const { file, shows } = await tail(t, 'one two three\n');
    await shows('one two three\n');
    truncateSync(file, 0);
    await shows('one two three\n==> File truncated <==\n');
    appendFileSync(file, 'four\n');
    await shows('one two three\n==> File truncated <==\nfour\n');
  });

  test('characters are not cut, neither at the start nor between chunks', async (t) => {
    const { file, client, shows } = await tail(t, `${'€'.repeat(400)}`);
    await shows('€'.repeat(341));
    appendFileSync(file, Buffer.from([0xf0, 0x9f]));
    await pause(100);
    assert.equal(unchunk(client.received()), '€'.repeat(341));
    appendFileSync(file, Buffer.from([0x98, 0x80]));
    await shows(`${'€'.repeat(341)}😀`);
  });

  test('bytes that are no characters come through', async (t) => {
    const { client } = await tail(t, Buffer.from('\xff\xfe\xfd end', 'latin1'));
    await client.expect(/\xff\xfe\xfd end/);
  });

  test('without a word from the kernel it is found by looking', async (t) => {
    const { file, shows } = await tail(t, 'one\n', { pollMs: 50 });
    await shows('one\n');
    appendFileSync(file, 'two\n');
    await shows('one\ntwo\n');
  });

  test('a lot at once arrives whole', async (t) => {
    const { file, client, text } = await tail(t, '');
    const lines = Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join('');
    appendFileSync(file, lines);
    await waitFor('all of it', () => client.received().length > lines.length && text() === lines, { every: 100 });
  });

  test('when the client has gone, no descriptor stays behind', async (t) => {
    const { file, client, shows } = await tail(t, 'one\n');
    await shows('one\n');
    assert.equal(holders(file), 1);
    client.destroy();
    await waitFor('the file to be closed', () => holders(file) === 0);
  });

  test('in HTTP/1.0 it comes as it is written, where the reference holds it back', async (t) => {
    const { file } = await tail(t, 'hello');
    const route: Route = { path: '/', methods: ['GET'], handler: () => followFile(file) };
    const { address } = await startServer(t, { routes: [route] });
    const { text } = await exchange(address, 'GET / HTTP/1.0\r\n\r\n');
    assert.match(text, /Connection: close\r\n\r\nhello$/);
  });

  for (const [title, make] of [
    ['a file that is not there', () => undefined],
    ['a directory', (path) => execFileSync('mkdir', [path])],
    ['a FIFO, which would hold up whoever opens it', (path) => execFileSync('mkfifo', [path])],
  ] as const satisfies readonly [string, (path: string) => unknown][]) {
    test(`${title} is a 404`, async (t) => {
      const sandbox = createSandbox();
      t.after(sandbox.remove);
      const path = sandbox.path('thing');
      make(path);
      await assert.rejects(followFile(path), { name: 'HttpError', status: 404 });
    });
  }
});

/** How many descriptors of this process are open on the file. */
function holders(file: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => linkOf(fd) === file).length;
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch (error) {
    // The descriptor that read the directory is closed by now.
    return (error as Error).message;
  }
}
