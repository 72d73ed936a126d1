import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, test } from 'node:test';
import { createBrowserGuard, type GuardOptions } from '../../../src/http/browserGuard.ts';
import { exchange } from './rawClient.ts';
import { post, startServer } from './testServer.ts';

type Verdict = 'own' | 'visit' | 'refused';

interface Case {
  readonly title: string;
  readonly verdict: Verdict;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly server?: Partial<GuardOptions>;
}

const BROWSER = { 'user-agent': 'Mozilla/5.0 (X11)', 'accept-language': 'en' };
const LINK = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const PASSWORD = { hasPassword: true };
const UNIX = { host: null };

const CASES: readonly Case[] = [
  // Clients that are no browsers.
  {
    title: 'xmlrpc.client under any name',
    verdict: 'own',
    headers: { host: 'app.example.com:9001', 'user-agent': 'Python-xmlrpc/3.11' },
  },
  {
    title: 'Go under any name',
    verdict: 'own',
    headers: { host: 'app.example.com', 'user-agent': 'Go-http-client/1.1', 'accept-encoding': 'gzip' },
  },
  {
    title: 'Ruby',
    verdict: 'own',
    headers: { host: 'app.example.com', 'user-agent': 'Ruby', accept: '*/*', connection: 'keep-alive' },
  },
  { title: 'PHP', verdict: 'own', headers: { host: 'app.example.com' } },
  {
    title: 'supervisorctl tail -f on a unix socket, with an empty Host',
    verdict: 'own',
    headers: { host: '' },
    server: UNIX,
  },
  { title: 'no Host at all', verdict: 'own', headers: {} },
  {
    title: 'a health check through a proxy',
    verdict: 'own',
    headers: { host: 'x.example.com', 'x-forwarded-for': '10.0.0.1' },
  },

  // Browsers that went to the server itself.
  ...[
    '127.0.0.1:9001',
    '[::1]:9001',
    'localhost:9001',
    'LOCALHOST',
    'web.localhost',
    '192.168.1.5',
    'web:9001',
    'configured.example.com',
    hostname(),
  ].map(
    (host): Case => ({ title: `a browser at ${host}`, verdict: 'own', method: 'GET', headers: { ...BROWSER, host } }),
  ),
  {
    title: 'its own page posts',
    verdict: 'own',
    headers: { ...BROWSER, host: '127.0.0.1:9001', origin: 'http://127.0.0.1:9001' },
  },
  {
    title: 'its own page on port 80 posts',
    verdict: 'own',
    headers: { ...BROWSER, host: 'web:80', origin: 'http://web' },
  },
  {
    title: 'its own page asks, and the browser says so',
    verdict: 'own',
    headers: { ...BROWSER, host: 'web', 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere' },
  },
  {
    title: 'an address that was typed in',
    verdict: 'own',
    method: 'GET',
    headers: { ...BROWSER, host: 'web', 'sec-fetch-site': 'none', ...LINK },
  },
  {
    title: 'a page of its own that links on',
    verdict: 'own',
    method: 'GET',
    headers: { ...BROWSER, host: 'web', referer: 'http://web/tail.html' },
  },

  // Pages of others.
  {
    title: 'a page elsewhere posts',
    verdict: 'refused',
    headers: { ...BROWSER, host: '127.0.0.1:9001', origin: 'http://evil.example' },
  },
  {
    title: 'a page elsewhere posts, and there is a password',
    verdict: 'refused',
    headers: { ...BROWSER, host: '127.0.0.1:9001', origin: 'http://evil.example' },
    server: PASSWORD,
  },
  {
    title: 'a page elsewhere posts through a proxy to the unix socket',
    verdict: 'refused',
    headers: { host: 'localhost', origin: 'http://evil.example' },
    server: UNIX,
  },
  {
    title: 'a page on another port of this machine posts',
    verdict: 'refused',
    headers: { ...BROWSER, host: '127.0.0.1:9001', origin: 'http://127.0.0.1:8080' },
  },
  {
    title: 'a page without an origin of its own posts',
    verdict: 'refused',
    headers: { ...BROWSER, host: '127.0.0.1:9001', origin: 'null' },
  },
  {
    title: 'a page whose name begins with ours posts',
    verdict: 'refused',
    headers: { ...BROWSER, host: 'web', origin: 'http://web.evil.example' },
  },
  {
    title: 'a page of the same site but another host posts',
    verdict: 'refused',
    headers: { host: 'web', 'sec-fetch-site': 'same-site' },
  },
  {
    title: 'a page elsewhere fetches',
    verdict: 'refused',
    method: 'GET',
    headers: { ...BROWSER, host: 'web', origin: 'http://evil.example' },
  },
  {
    title: 'a page elsewhere shows an image from here',
    verdict: 'refused',
    method: 'GET',
    headers: { host: 'web', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  },
  {
    title: 'a page elsewhere frames this one',
    verdict: 'refused',
    method: 'GET',
    headers: { host: 'web', 'sec-fetch-site': 'cross-site', ...LINK, 'sec-fetch-dest': 'iframe' },
  },
  {
    title: 'a form elsewhere posts without an Origin',
    verdict: 'refused',
    headers: { host: 'web', 'sec-fetch-site': 'cross-site', ...LINK },
  },
  {
    title: 'a link elsewhere leads here',
    verdict: 'visit',
    method: 'GET',
    headers: { host: 'web', 'sec-fetch-site': 'cross-site', ...LINK },
  },
  {
    title: 'a link elsewhere leads here, in a browser that tells the Referer only',
    verdict: 'visit',
    method: 'GET',
    headers: { ...BROWSER, host: 'web', referer: 'http://wiki.example/page' },
  },

  // Names of others for this address.
  {
    title: 'a rebound name posts',
    verdict: 'refused',
    headers: { ...BROWSER, host: 'evil.example:9001', origin: 'http://evil.example:9001' },
  },
  {
    title: 'a rebound name asks',
    verdict: 'refused',
    method: 'GET',
    headers: { ...BROWSER, host: 'evil.example:9001' },
  },
  {
    title: 'a rebound name that the browser calls its own',
    verdict: 'refused',
    method: 'GET',
    headers: { host: 'evil.example', 'sec-fetch-site': 'same-origin' },
  },
  {
    title: 'a rebound name that looks like an address',
    verdict: 'refused',
    method: 'GET',
    headers: { ...BROWSER, host: '127.0.0.1.evil.example' },
  },
  {
    title: 'a rebound name with a dot at its end',
    verdict: 'refused',
    method: 'GET',
    headers: { ...BROWSER, host: 'evil.' },
  },
  {
    title: 'any name, where there is a password',
    verdict: 'own',
    method: 'GET',
    headers: { ...BROWSER, host: 'app.example.com' },
    server: PASSWORD,
  },
  {
    title: 'any name, behind a proxy to the unix socket',
    verdict: 'own',
    method: 'GET',
    headers: { ...BROWSER, host: 'app.example.com' },
    server: UNIX,
  },

  // Proxies.
  {
    title: 'a name that is allowed',
    verdict: 'own',
    method: 'GET',
    headers: { ...BROWSER, host: 'Sup.Example.com:443' },
    server: { allowedHosts: ['sup.example.com'] },
  },
  {
    title: 'a page of an allowed name, through a proxy with its own Host',
    verdict: 'own',
    headers: { ...BROWSER, host: '127.0.0.1:9001', origin: 'https://sup.example.com' },
    server: { allowedHosts: ['sup.example.com'] },
  },
  {
    title: 'the same without allowance',
    verdict: 'refused',
    headers: { ...BROWSER, host: '127.0.0.1:9001', origin: 'https://sup.example.com' },
  },
  {
    title: 'the same through a proxy that names the Host',
    verdict: 'own',
    headers: {
      ...BROWSER,
      host: '127.0.0.1:9001',
      'x-forwarded-host': 'sup.example.com',
      origin: 'https://sup.example.com',
    },
  },
  {
    title: 'a proxy with https and a new browser',
    verdict: 'own',
    headers: { ...BROWSER, host: '127.0.0.1:9001', origin: 'https://sup.example.com', 'sec-fetch-site': 'same-origin' },
  },
  {
    title: 'another page through that proxy',
    verdict: 'refused',
    headers: { ...BROWSER, host: '127.0.0.1:9001', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  },
];

test('a server takes the names from its configuration, and tells who it refuses about them', async (t) => {
  const { address } = await startServer(t, { config: { allowed_hosts: ['sup.example.com'] } });
  const from = (site: string): Promise<{ readonly text: string }> =>
    exchange(address, post('hi', { headers: `Origin: https://${site}\r\nConnection: close\r\n` }));
  assert.match((await from('sup.example.com')).text, /^HTTP\/1\.1 200 /);
  assert.match((await from('evil.example')).text, /^HTTP\/1\.1 403 [\s\S]*allowed_hosts/);
});

describe('who may drive the server', () => {
  for (const { title, verdict, method = 'POST', headers, server } of CASES) {
    test(`${title}: ${verdict}`, () => {
      const guard = createBrowserGuard({
        host: 'configured.example.com',
        hasPassword: false,
        allowedHosts: [],
        ...server,
      });
      assert.equal(
        verdictOf(() => guard({ method, headers: new Map(Object.entries(headers)) })),
        verdict,
      );
    });
  }
});

function verdictOf(ask: () => { crossSite: boolean }): Verdict {
  try {
    return ask().crossSite ? 'visit' : 'own';
  } catch (error) {
    assert.equal((error as { status?: number }).status, 403);
    return 'refused';
  }
}
