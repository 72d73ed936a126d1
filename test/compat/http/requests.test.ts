import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { followFile } from '../../../src/http/followFile.ts';
import { HttpError } from '../../../src/http/httpError.ts';
import type { HttpServer } from '../../../src/http/serve.ts';
import type { Route } from '../../../src/http/types.ts';
import { XmlRpcError } from '../../../src/xmlrpc/error.ts';
import { parseCall } from '../../../src/xmlrpc/parse.ts';
import { writeResponse } from '../../../src/xmlrpc/write.ts';
import { type Daemon, startDaemon } from '../../helpers/daemon.ts';
import { noReference } from '../../helpers/flavour.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { type Answer, exchange, parseAnswers } from '../../unit/http/rawClient.ts';
import { inetConfig, listen, recordingLog } from '../../unit/http/testServer.ts';

/** The same bytes to the reference's daemon and to our HTTP layer, with just enough behind it to answer them. */
type Side = 'reference' | 'ours';
type Server = 'open' | 'plain' | 'digest';

interface Case {
  readonly title: string;
  readonly send: string | Uint8Array;
  readonly to?: Server;
  /** Statuses of the answers. A pair: the reference's and ours, with the reason in `because`. */
  readonly statuses: readonly number[] | { readonly reference: readonly number[]; readonly ours: readonly number[] };
  readonly stays: boolean | { readonly reference: boolean; readonly ours: boolean };
  readonly because?: string;
  readonly halfClose?: boolean;
  /** Do not compare bodies, and why. */
  readonly bodies?: string;
}

const CALL =
  "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.getAPIVersion</methodName>\n<params>\n</params>\n</methodCall>\n";

function post(body: string, { path = '/RPC2', version = ' HTTP/1.1', headers = '' } = {}): string {
  return `POST ${path}${version}\r\nHost: localhost\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

const get = (path: string, version = ' HTTP/1.1'): string => `GET ${path}${version}\r\nHost: localhost\r\n\r\n`;
const auth = (value: string): { headers: string } => ({ headers: `Authorization: ${value}\r\n` });
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

const BODY_UNREAD = 'the reference takes the unread body for the next request';
const NO_ANSWER = 'the reference drops the connection or waits for ever';

const CASES: readonly Case[] = [
  { title: 'a call', send: post(CALL), statuses: [200], stays: true },
  { title: 'a call in HTTP/1.0', send: post(CALL, { version: ' HTTP/1.0' }), statuses: [200], stays: false },
  {
    title: 'a call in HTTP/1.0 with keep-alive',
    send: post(CALL, { version: ' HTTP/1.0', headers: 'Connection: Keep-Alive\r\n' }),
    statuses: [200],
    stays: true,
  },
  { title: 'a call with close', send: post(CALL, { headers: 'Connection: close\r\n' }), statuses: [200], stays: false },
  { title: 'a call without a version', send: post(CALL, { version: '' }), statuses: [200], stays: false },
  { title: 'two calls at once', send: post(CALL) + post(CALL), statuses: [200, 200], stays: true },
  {
    title: 'a call from a client that closes its side',
    send: post(CALL),
    statuses: [200],
    stays: false,
    halfClose: true,
  },
  {
    title: 'half a call and a closed side',
    send: post(CALL).slice(0, -5),
    statuses: [],
    stays: false,
    halfClose: true,
  },
  { title: 'a longer path', send: post(CALL, { path: '/RPC2xyz' }), statuses: [200], stays: true },
  { title: 'a path below', send: post(CALL, { path: '/RPC2/a/b' }), statuses: [200], stays: true },
  { title: 'a query', send: post(CALL, { path: '/RPC2?a=b' }), statuses: [200], stays: true },
  { title: 'an encoded path', send: post(CALL, { path: '/%52PC2' }), statuses: [200], stays: true },
  { title: 'Expect', send: post(CALL, { headers: 'Expect: 100-continue\r\n' }), statuses: [200], stays: true },
  { title: 'the extra line break of supervisorctl', send: `${post(CALL)}\r\n`, statuses: [200], stays: true },
  { title: 'a leading line break', send: `\r\n${get('/nope')}`, statuses: [404], stays: true },
  { title: 'broken XML', send: post('<a>'), statuses: [400], stays: true },
  { title: 'no method', send: post('<methodCall></methodCall>'), statuses: [400], stays: true },
  { title: 'GET of the RPC path', send: get('/RPC2'), statuses: [400], stays: true },
  {
    title: 'HEAD of the RPC path',
    send: get('/RPC2').replace('GET', 'HEAD'),
    statuses: [400],
    stays: true,
    bodies: 'the reference sends a body with HEAD',
  },
  { title: 'an unknown path', send: get('/nope'), statuses: [404], stays: true },
  { title: 'an unknown path in HTTP/1.0', send: get('/nope', ' HTTP/1.0'), statuses: [404], stays: false },
  { title: 'an unknown path without a version', send: get('/nope', ''), statuses: [404], stays: false },
  { title: 'a path upwards', send: get('/../../etc/passwd'), statuses: [404], stays: true },
  { title: 'an encoded path upwards', send: get('/%2e%2e/%2e%2e/etc/passwd'), statuses: [404], stays: true },
  { title: 'a broken escape', send: get('/%zz'), statuses: [404], stays: true },
  {
    title: 'PUT without a length',
    send: 'PUT /nope HTTP/1.1\r\n\r\n',
    statuses: [400],
    stays: { reference: true, ours: false },
    because: BODY_UNREAD,
  },
  { title: 'OPTIONS', send: 'OPTIONS * HTTP/1.1\r\n\r\n', statuses: [400], stays: true },
  { title: 'a method in small letters', send: 'get /nope HTTP/1.1\r\n\r\n', statuses: [400], stays: true },
  {
    title: 'several unknown paths at once',
    send: get('/nope') + get('/nope') + get('/RPC2'),
    statuses: [404, 404, 400],
    stays: true,
  },
  { title: 'POST to a log', send: post('', { path: '/logtail/x' }), statuses: [400], stays: true },
  { title: 'an unknown log', send: get('/logtail/nope'), statuses: [404], stays: true },

  {
    title: 'no length',
    send: 'POST /RPC2 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    statuses: [411],
    stays: { reference: true, ours: false },
    because: BODY_UNREAD,
  },
  {
    title: 'a body of no bytes',
    send: post(''),
    statuses: { reference: [], ours: [400] },
    stays: true,
    because: NO_ANSWER,
  },
  {
    title: 'a length of letters',
    send: 'POST /RPC2 HTTP/1.1\r\nContent-Length: abc\r\n\r\n',
    statuses: { reference: [500], ours: [400] },
    stays: { reference: true, ours: false },
    because: 'a mistake of the client is a 400',
  },
  {
    title: 'a document type',
    send: post(CALL.replace('<methodCall>', '<!DOCTYPE x [<!ENTITY e "f">]><methodCall>')),
    statuses: { reference: [200], ours: [400] },
    stays: true,
    because: 'entities are how XML is made to expand without end',
    bodies: 'not both are answers',
  },
  {
    title: 'a body that is not UTF-8',
    send: Buffer.concat([Buffer.from('POST /RPC2 HTTP/1.1\r\nContent-Length: 2\r\n\r\n'), Buffer.of(0xff, 0xfe)]),
    statuses: { reference: [], ours: [400] },
    stays: { reference: false, ours: true },
    because: NO_ANSWER,
  },
  {
    title: 'garbage',
    send: 'garbage\r\n\r\n',
    statuses: { reference: [], ours: [400] },
    stays: false,
    because: NO_ANSWER,
  },
  {
    title: 'bare line feeds',
    send: 'GET /nope HTTP/1.1\n\n',
    statuses: { reference: [], ours: [400] },
    stays: { reference: true, ours: false },
    because: NO_ANSWER,
  },
  {
    title: 'HTTP/2',
    send: 'PRI * HTTP/2.0\r\n\r\n',
    statuses: { reference: [400], ours: [505] },
    stays: { reference: true, ours: false },
    because: 'the reference takes any version',
    bodies: 'other statuses',
  },
  {
    title: 'a length without a blank behind the colon',
    send: post(CALL).replace('Content-Length: ', 'Content-Length:'),
    statuses: { reference: [411], ours: [200] },
    stays: { reference: true, ours: true },
    because: 'a blank is not needed by HTTP',
    bodies: 'other statuses',
  },
  {
    title: 'a header without a colon',
    send: 'GET /nope HTTP/1.1\r\nnocolon\r\n\r\n',
    statuses: { reference: [404], ours: [400] },
    stays: { reference: true, ours: false },
    because: 'such requests are read differently by different servers',
    bodies: 'other statuses',
  },

  {
    title: 'a server with a password, and none given',
    to: 'plain',
    send: post(CALL),
    statuses: [401],
    stays: { reference: true, ours: false },
    because: 'the reference says close and keeps the connection open',
  },
  {
    title: 'the right password',
    to: 'plain',
    send: post(CALL, auth(basic('user:pa:ss'))),
    statuses: [200],
    stays: true,
  },
  {
    title: 'a scheme in small letters',
    to: 'plain',
    send: post(CALL, auth(basic('user:pa:ss').replace('B', 'b'))),
    statuses: [200],
    stays: true,
  },
  {
    title: 'a wrong password',
    to: 'plain',
    send: post(CALL, auth(basic('user:x'))),
    statuses: [401],
    stays: { reference: true, ours: false },
    because: 'as above',
  },
  {
    title: 'a wrong user',
    to: 'plain',
    send: post(CALL, auth(basic('x:pa:ss'))),
    statuses: [401],
    stays: { reference: true, ours: false },
    because: 'as above',
  },
  {
    title: 'another scheme',
    to: 'plain',
    send: post(CALL, auth('Digest x')),
    statuses: [401],
    stays: { reference: true, ours: false },
    because: 'as above',
  },
  {
    title: 'credentials without a colon',
    to: 'plain',
    send: post(CALL, auth(basic('user'))),
    statuses: { reference: [500], ours: [401] },
    stays: { reference: true, ours: false },
    because: 'the reference fails on them',
    bodies: 'other statuses',
  },
  {
    title: 'credentials that are no base64',
    to: 'plain',
    send: post(CALL, auth('Basic a')),
    statuses: { reference: [400], ours: [401] },
    stays: { reference: true, ours: false },
    because: 'one answer for whoever cannot prove who he is',
    bodies: 'other statuses',
  },
  {
    title: 'an unknown path without a password',
    to: 'plain',
    send: get('/nope'),
    statuses: [401],
    stays: { reference: true, ours: false },
    because: 'as above',
  },
  {
    title: 'the right password for a digest',
    to: 'digest',
    send: post(CALL, auth(basic('user:pa:ss'))),
    statuses: [200],
    stays: true,
  },
  {
    title: 'the digest as a password',
    to: 'digest',
    send: post(CALL, auth(basic(`user:{SHA}${sha('pa:ss')}`))),
    statuses: [401],
    stays: { reference: true, ours: false },
    because: 'as above',
  },
];

function sha(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

const SECRETS: Readonly<Record<Server, { username: string; password: string } | null>> = {
  open: null,
  plain: { username: 'user', password: 'pa:ss' },
  digest: { username: 'user', password: `{SHA}${sha('pa:ss')}` },
};

describe('raw requests, beside the reference', { skip: noReference, concurrency: 4 }, () => {
  let reference: Daemon;
  const ours: HttpServer[] = [];
  const ports: Record<Side, Record<Server, number>> = {
    reference: { open: 0, plain: 0, digest: 0 },
    ours: { open: 0, plain: 0, digest: 0 },
  };

  before(async () => {
    for (const server of ['open', 'plain', 'digest'] as const) {
      ports.reference[server] = await freePort();
      const opened = await listen(inetConfig(SECRETS[server] ?? {}), { routes: ROUTES, log: recordingLog().log });
      ours.push(opened);
      ports.ours[server] = Number(opened.address.split(':').at(-1));
    }
    reference = await startDaemon({ flavour: 'reference', config: referenceConfig(ports.reference) });
    await reference.waitLog(/supervisord started/);
  });
  after(async () => {
    await Promise.all(ours.map((server) => server.close({ graceMs: 0 })));
    await reference?.dispose();
  });

  for (const { title, send, to = 'open', statuses, stays, because, halfClose = false, bodies } of CASES) {
    test(because === undefined ? title : `${title} (differs: ${because})`, async () => {
      const seen = { reference: await ask('reference'), ours: await ask('ours') };
      for (const side of ['reference', 'ours'] as const) {
        assert.deepEqual(
          seen[side].answers.map(({ status }) => status),
          'ours' in statuses ? statuses[side] : statuses,
          side,
        );
        assert.equal(
          !seen[side].closed,
          typeof stays === 'boolean' ? stays : stays[side],
          `${side}: whether the connection stays`,
        );
      }
      if ('ours' in statuses) return;
      const view = bodies === undefined ? whole : head;
      assert.deepEqual(seen.ours.answers.map(view), seen.reference.answers.map(view));
    });

    async function ask(side: Side): Promise<{ answers: Answer[]; closed: boolean }> {
      const wanted = 'ours' in statuses ? statuses[side] : statuses;
      // Where nothing is to come, the time is what tells.
      const options = { halfClose, answers: wanted.length, quietMs: wanted.length === 0 ? 700 : 250 };
      const { text, closed } = await exchange({ host: '127.0.0.1', port: ports[side][to] }, send, options);
      return { answers: parseAnswers(text), closed };
    }
  }
});

/** What has to be equal. Versions differ where the request had none: the reference then answers with HTTP/None. */
function head({ status, headers }: Answer): object {
  const { 'content-type': type, 'content-length': length, 'www-authenticate': realm } = headers;
  return { status, type, length, realm };
}

function whole(answer: Answer): object {
  return { ...head(answer), body: answer.body };
}

const ROUTES: readonly Route[] = [
  {
    path: '/RPC2',
    methods: ['POST'],
    handler: ({ body }) => {
      try {
        assert.equal(parseCall(body).method, 'supervisor.getAPIVersion');
      } catch (error) {
        if (error instanceof XmlRpcError) throw new HttpError(400);
        throw error;
      }
      return { status: 200, headers: { 'Content-Type': 'text/xml' }, body: writeResponse('3.0') };
    },
  },
  { path: '/logtail', methods: ['GET'], handler: () => followFile('/nonexistent') },
];

function referenceConfig(ports: Readonly<Record<Server, number>>): string {
  const servers = (['open', 'plain', 'digest'] as const).flatMap((name) => {
    const secret = SECRETS[name];
    return [
      `[inet_http_server:${name}]`,
      `port=127.0.0.1:${ports[name]}`,
      ...(secret === null ? [] : [`username=${secret.username}`, `password=${secret.password}`]),
    ];
  });
  return [
    '[supervisord]',
    'logfile={dir}/supervisord.log',
    'pidfile={dir}/supervisord.pid',
    'childlogdir={dir}',
    '[rpcinterface:supervisor]',
    'supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface',
    ...servers,
    '',
  ].join('\n');
}

/** Taken and given back at once: nobody else is likely to get it in between. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  const address = await waitFor('a port', () => server.address());
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? address.port : 0;
}
