import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { errorLine } from '../../../src/ctl/errors.ts';
import { openLogStream } from '../../../src/ctl/http/logStream.ts';
import { parseServerUrl } from '../../../src/ctl/http/target.ts';
import { createTransport } from '../../../src/ctl/transport.ts';
import { writeFault, writeResponse } from '../../../src/xmlrpc/write.ts';
import { fakeServer } from './fakeServer.ts';

type Answer = (socket: Socket, request: string) => void;

function reply(body: string, head = 'HTTP/1.1 200 OK'): string {
  return `${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

async function callOn(answer: Answer, server = {}): Promise<unknown> {
  const fake = await fakeServer(answer);
  const transport = createTransport({ serverurl: fake.url, username: null, password: null, ...server });
  try {
    return await transport.call('supervisor.getPID', []);
  } catch (error) {
    return errorLine(error).replaceAll(fake.url, 'URL');
  } finally {
    transport.close();
    fake.server.close();
  }
}

describe('calls', () => {
  const CASES: readonly (readonly [title: string, answer: Answer, outcome: unknown])[] = [
    ['a value', (socket) => socket.write(reply(writeResponse(7))), 7],
    [
      'an answer in small pieces',
      (socket) => {
        for (const byte of reply(writeResponse('ä'))) socket.write(byte);
      },
      'ä',
    ],
    [
      'an answer that ends with the connection',
      (socket) => socket.end(`HTTP/1.0 200 OK\r\n\r\n${writeResponse(1)}`),
      1,
    ],
    [
      'an answer in chunks',
      (socket) => {
        const body = writeResponse(true);
        const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        socket.write(`${chunk(body.slice(0, 9))}${chunk(body.slice(9))}0\r\n\r\n`);
      },
      true,
    ],
    [
      'a fault',
      (socket) => socket.write(reply(writeFault(10, 'BAD_NAME: x'))),
      "error: <class 'xmlrpc.client.Fault'>, <Fault 10: 'BAD_NAME: x'>: supervisor.getPID at URL",
    ],
    [
      'an HTTP status',
      (socket) => socket.write(reply('', 'HTTP/1.1 500 Internal Server Error')),
      "error: <class 'xmlrpc.client.ProtocolError'>, <ProtocolError for 127.0.0.1/RPC2: 500 Internal Server Error>: supervisor.getPID at URL",
    ],
    [
      'a server that closes before it answers',
      (socket) => socket.end(),
      "error: <class 'http.client.RemoteDisconnected'>, Remote end closed connection without response: supervisor.getPID at URL",
    ],
    [
      'a server that closes in the middle of its answer',
      (socket) => socket.end(reply(writeResponse(7)).slice(0, -5)),
      "error: <class 'http.client.IncompleteRead'>, the server closed the connection in the middle of its answer: supervisor.getPID at URL",
    ],
    [
      'something that is not HTTP',
      (socket) => socket.end('SSH-2.0-x\r\n\r\n'),
      "error: <class 'http.client.BadStatusLine'>, SSH-2.0-x: supervisor.getPID at URL",
    ],
  ];
  for (const [title, answer, outcome] of CASES) {
    test(title, async () => assert.deepEqual(await callOn(answer), outcome));
  }
  test('something that is not XML-RPC', async () => {
    assert.match(
      String(await callOn((socket) => socket.write(reply('<html/>')))),
      /^error: <class 'xmlrpc.client.ResponseError'>/,
    );
  });
  test('a user name and a password are sent', async () => {
    const echo: Answer = (socket, request) => {
      socket.write(reply(writeResponse(/^Authorization: (.*)\r$/m.exec(request)?.[1] ?? 'none')));
    };
    assert.equal(await callOn(echo), 'none');
    assert.equal(await callOn(echo, { username: 'ä' }), 'none');
    assert.equal(await callOn(echo, { username: 'ä', password: '' }), `Basic ${Buffer.from('ä:').toString('base64')}`);
  });
  test('two calls share a connection that stays open', async () => {
    let connections = 0;
    const fake = await fakeServer((socket) => socket.write(reply(writeResponse(1))));
    fake.server.on('connection', () => {
      connections++;
    });
    const transport = createTransport({ serverurl: fake.url, username: null, password: null });
    await transport.call('a', []);
    await transport.call('b', []);
    transport.close();
    fake.server.close();
    assert.equal(connections, 1);
  });
});

describe('streams', () => {
  async function streamOn(answer: Answer): Promise<{ text: string; warnings: string[]; request: string }> {
    let request = '';
    const fake = await fakeServer((socket, text) => {
      request = text;
      answer(socket, text);
    });
    const warnings: string[] = [];
    let text = '';
    const stream = openLogStream({
      server: { serverurl: fake.url, username: null, password: null },
      path: '/logtail/ä b/stdout',
      data: (bytes) => {
        text += bytes.toString();
      },
      end: () => undefined,
      warn: (line) => warnings.push(line.replaceAll(fake.url, 'URL')),
    });
    await stream.ended;
    fake.server.close();
    return { text, warnings, request };
  }

  test('chunks are passed on as they come', async () => {
    const { text, warnings, request } = await streamOn((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n'),
    );
    assert.deepEqual([text, warnings], ['abc', []]);
    assert.match(request, /^GET \/logtail\/%C3%A4%20b\/stdout HTTP\/1\.1\r\n/);
  });
  test('a server that goes away is mentioned', async () => {
    const { text, warnings } = await streamOn((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n'),
    );
    assert.equal(text, 'ab');
    assert.match(warnings.join(), /^URL\/logtail\/ä b\/stdout Cannot read, .*closed the connection/);
  });
  test('a log that there is not is mentioned in the words of the reference', async () => {
    const { warnings } = await streamOn((socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
    assert.deepEqual(warnings, ['URL/logtail/ä b/stdout Cannot read, status code 404']);
  });
});

describe('server URLs', () => {
  const CASES = [
    ['unix:///a/b', { family: 'unix', path: '/a/b' }],
    ['unix://a', { family: 'unix', path: 'a' }],
    ['http://Host', { family: 'inet', host: 'host', port: 80 }],
    ['http://u:p@h:81/x', { family: 'inet', host: 'h', port: 81 }],
    ['http://[::1]:9001', { family: 'inet', host: '::1', port: 9001 }],
    ['http://h:', { family: 'inet', host: 'h', port: 80 }],
  ] as const;
  for (const [url, address] of CASES) test(url, () => assert.deepEqual(parseServerUrl(url), address));
  for (const url of ['https://h', 'http://h:x', 'http://h:99999', 'x']) {
    test(`${url} is refused`, () => assert.throws(() => parseServerUrl(url), { kind: 'ValueError' }));
  }
});
