import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from '../../../src/http/types.ts';
import { exchange, parseAnswers } from './rawClient.ts';
import { ECHO, startServer } from './testServer.ts';

const READYZ: Route = {
  path: '/readyz',
  match: 'exact',
  methods: ['GET', 'HEAD'],
  probe: true,
  handler: ({ query }) => ({ status: 200, body: `ok ${query}` }),
};
const METRICS: Route = {
  path: '/metrics',
  match: 'exact',
  methods: ['GET'],
  handler: () => ({ status: 200, body: '' }),
};

const SECRET = { username: 'user', password: 'secret' };
const KUBELET = 'Host: 10.42.0.17:9001\r\nUser-Agent: kube-probe/1.31\r\nAccept: */*\r\nConnection: close\r\n';
const BROWSER =
  'Host: app.example.com\r\nUser-Agent: Mozilla/5.0 (compatible; Checker)\r\nAccept-Language: en\r\nSec-Fetch-Site: cross-site\r\n';
const KNOWN = `Host: localhost\r\nAuthorization: Basic ${Buffer.from('user:secret').toString('base64')}\r\n`;

interface Case {
  readonly title: string;
  readonly probes: boolean;
  readonly ask: string;
  readonly headers?: string;
  readonly expected: number;
}

const CASES: readonly Case[] = [
  { title: 'Kubernetes is answered with probes=true', probes: true, ask: 'GET /readyz', expected: 200 },
  { title: 'so is HEAD', probes: true, ask: 'HEAD /readyz', expected: 200 },
  { title: 'and a query', probes: true, ask: 'GET /readyz?verbose', expected: 200 },
  { title: 'and what looks like a browser', probes: true, ask: 'GET /readyz', headers: BROWSER, expected: 200 },
  { title: 'without probes=true it needs the password', probes: false, ask: 'GET /readyz', expected: 401 },
  { title: 'and is answered with it', probes: false, ask: 'GET /readyz', headers: KNOWN, expected: 200 },
  { title: 'a path behind it is not open', probes: true, ask: 'GET /readyz/../RPC2', expected: 401 },
  { title: 'nor one that begins like it', probes: true, ask: 'GET /readyzz', expected: 401 },
  { title: 'nor another method', probes: true, ask: 'PUT /readyz', expected: 401 },
  { title: 'nor other pages', probes: true, ask: 'GET /metrics', expected: 401 },
  { title: 'nor calls', probes: true, ask: 'POST /RPC2', expected: 401 },
];

for (const { title, probes, ask, headers = KUBELET, expected } of CASES) {
  test(`${title}: ${ask} is ${expected}`, async (t) => {
    const { address } = await startServer(t, { routes: [READYZ, METRICS, ECHO], config: { ...SECRET, probes } });
    const { text } = await exchange(address, `${ask} HTTP/1.1\r\n${headers}\r\n`, { quietMs: 0 });
    assert.equal(parseAnswers(text)[0]?.status ?? Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1]), expected);
  });
}

test('an answer to HEAD has the length of the body and no body', async (t) => {
  const { address } = await startServer(t, { routes: [READYZ], config: { ...SECRET, probes: true } });
  const { text } = await exchange(address, `HEAD /readyz?abc HTTP/1.1\r\n${KUBELET}\r\n`);
  assert.match(text, /\r\nContent-Length: 6\r\n.*\r\n\r\n$/s);
});
