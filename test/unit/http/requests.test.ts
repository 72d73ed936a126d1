import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exchange, openRaw, parseAnswers } from './rawClient.ts';
import { ECHO, post, startServer } from './testServer.ts';

interface Case {
  readonly title: string;
  readonly send: string | Uint8Array;
  readonly statuses: readonly number[];
  readonly stays: boolean;
  readonly matches?: RegExp;
  readonly halfClose?: boolean;
}

const GET = 'GET /nope HTTP/1.1\r\n\r\n';

const CASES: readonly Case[] = [
  { title: 'a call', send: post('hi'), statuses: [200], stays: true, matches: /"body":"hi"/ },
  {
    title: 'HTTP/1.0',
    send: post('hi', { version: ' HTTP/1.0' }),
    statuses: [200],
    stays: false,
    matches: /^HTTP\/1\.0 200 OK\r\n.*Connection: close/s,
  },
  {
    title: 'HTTP/1.0 with keep-alive',
    send: post('hi', { version: ' HTTP/1.0', headers: 'Connection: Keep-Alive\r\n' }),
    statuses: [200],
    stays: true,
    matches: /Connection: Keep-Alive/,
  },
  { title: 'no version', send: post('hi', { version: '' }), statuses: [200], stays: false },
  {
    title: 'HTTP/1.1 with close',
    send: post('hi', { headers: 'Connection: TE, Close\r\n' }),
    statuses: [200],
    stays: false,
  },
  { title: 'HTTP/2', send: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', statuses: [505], stays: false },
  {
    title: 'a longer path',
    send: post('', { path: '/RPC2xyz?a=%20b' }),
    statuses: [200],
    stays: true,
    matches: /"path":"\/RPC2xyz","query":"a=%20b"/,
  },
  {
    title: 'an encoded path',
    send: post('', { path: '/%52PC2/%zz%2e%c3%a9%ff' }),
    statuses: [200],
    stays: true,
    matches: /"path":"\/RPC2\/%zz.Ã©ï¿½"/,
  },
  { title: 'a body of no bytes', send: post(''), statuses: [200], stays: true, matches: /"body":""/ },
  {
    title: 'two requests at once',
    send: post('one') + post('two'),
    statuses: [200, 200],
    stays: true,
    matches: /one.*two/s,
  },
  { title: 'many requests at once', send: GET.repeat(200), statuses: Array(200).fill(404), stays: true },
  { title: 'line breaks before and after a request', send: `\r\n\r\n${GET}\r\n\r\n`, statuses: [404], stays: true },
  {
    title: 'a client that closes its side after its request',
    send: post('hi'),
    statuses: [200],
    stays: false,
    halfClose: true,
  },
  {
    title: 'several requests and a closed side',
    send: post('a') + GET + post('b'),
    statuses: [200, 404, 200],
    stays: false,
    halfClose: true,
  },
  {
    title: 'a client that closes its side in the middle',
    send: post('hi').slice(0, -1),
    statuses: [],
    stays: false,
    halfClose: true,
  },
  {
    title: 'an unknown path',
    send: GET,
    statuses: [404],
    stays: true,
    matches: /<p>Error code 404\.\r\n<p>Message: Not Found\.\r\n<\/body>\r\n$/,
  },
  {
    title: 'an unknown path, HEAD',
    send: GET.replace('GET', 'HEAD'),
    statuses: [404],
    stays: true,
    matches: /Content-Length: 134\r\n\r\n$/,
  },
  { title: 'a method that a path does not know', send: 'GET /RPC2 HTTP/1.1\r\n\r\n', statuses: [400], stays: true },
  { title: 'a method that nobody knows', send: 'OPTIONS * HTTP/1.1\r\n\r\n', statuses: [400], stays: true },
  {
    title: 'POST to an unknown path',
    send: post('GET / HTTP/1.1\r\n\r\n', { path: '/nope' }),
    statuses: [400],
    stays: false,
  },
  { title: 'no length', send: 'POST /RPC2 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n', statuses: [411], stays: false },
  {
    title: 'a chunked request',
    send: 'POST /RPC2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    statuses: [411],
    stays: false,
  },
  {
    title: 'a chunked request that has a length, too',
    send: 'POST /RPC2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
    statuses: [400],
    stays: false,
  },
  {
    title: 'a length of letters',
    send: 'POST /RPC2 HTTP/1.1\r\nContent-Length: abc\r\n\r\n',
    statuses: [400],
    stays: false,
  },
  {
    title: 'a negative length',
    send: 'POST /RPC2 HTTP/1.1\r\nContent-Length: -5\r\n\r\n',
    statuses: [400],
    stays: false,
  },
  {
    title: 'two lengths',
    send: 'POST /RPC2 HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n',
    statuses: [400],
    stays: false,
  },
  {
    title: 'a length beyond the limit',
    send: 'POST /RPC2 HTTP/1.1\r\nContent-Length: 4194305\r\n\r\n',
    statuses: [413],
    stays: false,
  },
  {
    title: 'a length beyond all numbers',
    send: `POST /RPC2 HTTP/1.1\r\nContent-Length: ${'9'.repeat(400)}\r\n\r\n`,
    statuses: [413],
    stays: false,
  },
  {
    title: 'a GET with a body',
    send: 'GET /nope HTTP/1.1\r\nContent-Length: 4\r\n\r\nGET ',
    statuses: [404],
    stays: false,
  },
  { title: 'garbage', send: 'garbage\r\n\r\n', statuses: [400], stays: false },
  { title: 'too many words', send: 'a b c d\r\n\r\n', statuses: [400], stays: false },
  { title: 'a TLS greeting', send: Buffer.from('160301020001000 1fc0303\r\n\r\n'), statuses: [400], stays: false },
  { title: 'bytes beyond ASCII', send: Buffer.from('\xff\xfe\x00\r\n\r\n', 'latin1'), statuses: [400], stays: false },
  { title: 'bare line feeds', send: 'GET / HTTP/1.1\n\n', statuses: [400], stays: false },
  {
    title: 'a bare line feed between headers',
    send: 'GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n',
    statuses: [400],
    stays: false,
  },
  { title: 'a folded header', send: 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n', statuses: [400], stays: false },
  { title: 'a header without a colon', send: 'GET / HTTP/1.1\r\nnope\r\n\r\n', statuses: [400], stays: false },
  { title: 'a header without a name', send: 'GET / HTTP/1.1\r\n: x\r\n\r\n', statuses: [400], stays: false },
  {
    title: 'a blank before the colon',
    send: 'GET / HTTP/1.1\r\nContent-Length : 5\r\n\r\n',
    statuses: [400],
    stays: false,
  },
  {
    title: 'a control character in a header',
    send: 'GET / HTTP/1.1\r\nA: \x00\r\n\r\n',
    statuses: [400],
    stays: false,
  },
  { title: 'two hosts', send: 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', statuses: [400], stays: false },
  {
    title: 'a head beyond the limit',
    send: `GET / HTTP/1.1\r\nA: ${'x'.repeat(16 * 1024)}\r\n\r\n`,
    statuses: [431],
    stays: false,
  },
  { title: 'a head that never ends', send: 'x'.repeat(100_000), statuses: [431], stays: false },
  {
    title: 'a handler that fails',
    send: 'GET /fail HTTP/1.1\r\n\r\n',
    statuses: [500],
    stays: true,
    matches: /Internal Server Error/,
  },
];

describe('requests', { concurrency: 8 }, () => {
  for (const { title, send, statuses, stays, matches, halfClose = false } of CASES) {
    test(`${title}: ${statuses.length > 3 ? 'all answered' : statuses.join(', ') || 'no answer'}`, async (t) => {
      const { address } = await startServer(t);
      const { text, closed } = await exchange(address, send, { halfClose, answers: statuses.length || 1 });
      assert.deepEqual(
        parseAnswers(text).map(({ status }) => status),
        statuses,
        text,
      );
      assert.equal(closed, !stays, stays ? 'the connection should stay' : 'the connection should end');
      if (matches) assert.match(text, matches);
    });
  }

  for (const [send, answers] of [
    [post('hello'), 1],
    [`${GET}${post('two')}`, 2],
  ] as const) {
    test(`byte by byte it is the same: ${JSON.stringify(send.slice(0, 20))}`, async (t) => {
      const { address } = await startServer(t);
      const whole = await exchange(address, send, { answers });
      const pieces = await exchange(address, send, { answers, pieces: true });
      const bare = (text: string): string => text.replace(/Date: .*/g, '');
      assert.equal(bare(pieces.text), bare(whole.text));
    });
  }

  test('a body of the largest size arrives whole', async (t) => {
    const { address } = await startServer(t, {
      routes: [{ ...ECHO, handler: ({ body }) => ({ status: 200, body: `${body.length}` }) }],
    });
    const { text } = await exchange(address, post('x'.repeat(4 * 1024 * 1024)));
    assert.match(text, /\r\n\r\n4194304$/);
  });

  test('a client that waits for it is told to go on with its body', async (t) => {
    const { address } = await startServer(t);
    const client = await openRaw(address);
    t.after(client.destroy);
    const request = post('hi', { headers: 'Expect: 100-continue\r\n' });
    client.send(request.slice(0, -2));
    await client.expect(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    client.send('hi');
    await client.expect(/200 OK.*"body":"hi"/s);
  });

  test('a refused body that comes all the same does not take the answer away', async (t) => {
    const { address } = await startServer(t, { config: { username: 'u', password: 'p' } });
    const { text, closed } = await exchange(address, post('x'.repeat(3_000_000)));
    assert.match(text, /^HTTP\/1\.1 401 Unauthorized.*<\/body>\r\n$/s);
    assert.equal(closed, true);
  });

  test('answers come in the order of the requests, however long each takes', async (t) => {
    const delays = [30, 0, 10];
    const handler = async (): Promise<{ status: number; body: string }> => {
      const delay = delays.shift() ?? 0;
      await new Promise((resolve) => setTimeout(resolve, delay));
      return { status: 200, body: `after ${delay}` };
    };
    const { address } = await startServer(t, { routes: [{ ...ECHO, handler }] });
    const { text } = await exchange(address, post('1') + post('2') + post('3'), { answers: 3 });
    assert.deepEqual(
      parseAnswers(text).map(({ body }) => body),
      ['after 30', 'after 0', 'after 10'],
    );
  });

  test('the log gets a line for each request in trace, and what a handler throws as an error', async (t) => {
    const { address, messages } = await startServer(t);
    await exchange(address, `${GET}GET /fail HTTP/1.1\r\n\r\n`, { answers: 2 });
    const trace = messages.filter((message) => message.startsWith('trace'));
    assert.equal(trace.length, 2);
    assert.match(
      trace[0] ?? '',
      /^trace: 127\.0\.0\.1:\d+ - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/nope HTTP\/1\.1" 404 \d+$/,
    );
    assert.ok(
      messages.some((message) => /^error: Server Error: GET \/fail: Error: boom\n/.test(message)),
      messages.join('\n'),
    );
  });

  test('a handler that would smuggle a header breaks the connection off instead', async (t) => {
    const handler = () => ({ status: 200, headers: { 'X-Name': 'a\r\nSet-Cookie: b' }, body: '' });
    const { address, messages } = await startServer(t, { routes: [{ ...ECHO, handler }] });
    const { text } = await exchange(address, post(''));
    assert.equal(text, '');
    assert.match(messages.join('\n'), /line break/);
  });
});
