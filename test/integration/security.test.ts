import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { call, http, type Target } from '../compat/rpc/client.ts';
import { type Daemon, startDaemon } from '../helpers/daemon.ts';
import { freePort } from '../helpers/freePort.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { waitFor } from '../helpers/waitFor.ts';

const SERVERS = `[unix_http_server]
file={dir}/s.sock
[inet_http_server]
port=127.0.0.1:{port}
[inet_http_server:open]
port=0.0.0.0:{open}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;

const RPC = { method: 'POST', path: '/RPC2' };
const CALL_WITH_ENTITY =
  '<methodCall><methodName>supervisor.getProcessInfo</methodName><params><param><value>&e;</value></param></params></methodCall>';
const STOP_CAT = CALL_WITH_ENTITY.replace('getProcessInfo', 'stopProcess').replace('&e;', 'cat');
const LAUGHS = Array.from({ length: 29 }, (_, n) => `<!ENTITY l${n + 1} "&l${n};&l${n};">`).join('');

/** What was tried against the reference in the course of its history, and what could be. */
describe('attacks on the control servers', () => {
  let daemon: Daemon;
  let unix: Target;
  let tcp: Target;

  before(
    async () => {
      const port = await freePort();
      const servers = SERVERS.replace('{port}', String(port)).replace('{open}', String(await freePort()));
      const config = `${servers}${oursConfig({ cat: 'command=/bin/cat\nstartsecs=0' })}`;
      daemon = await startDaemon({ flavour: 'ours', config });
      unix = { address: daemon.sandbox.path('s.sock') };
      tcp = { address: `127.0.0.1:${port}` };
      await daemon.waitLog(/cat entered RUNNING/);
      await waitFor('the servers', () => existsSync(unix.address));
    },
    { timeout: 60_000 },
  );
  after(() => daemon?.dispose());

  for (const name of [
    'supervisor.supervisord.options.warnings.linecache.os.system',
    'supervisor.supervisord.options.execve',
    'supervisor.supervisord.process_groups.cat.processes.cat.kill',
    'supervisor.run',
    'supervisor.constructor',
    'supervisor.__proto__.constructor',
    'system.constructor.constructor',
    'constructor.constructor',
    '__proto__',
    'supervisor..getState',
    'supervisor.getState.call',
  ]) {
    test(`CVE-2017-11610: no way from a method's name to anything else: ${name}`, async () => {
      const command = `touch ${daemon.sandbox.path('taken')}`;
      const unknown = { faultCode: 1, faultString: 'UNKNOWN_METHOD' };
      assert.deepEqual(await call(unix, name, command), { fault: [1, 'UNKNOWN_METHOD'] });
      const nested = await call(unix, 'system.multicall', [{ methodName: name, params: [command] }]);
      assert.deepEqual(nested, { value: [unknown] });
      assert.ok(!existsSync(daemon.sandbox.path('taken')));
    });
  }

  for (const [title, declaration] of [
    ['an entity of a file', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'],
    ['a document type elsewhere', '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">'],
    ['a parameter entity', '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'],
    ['a billion laughs', `<!DOCTYPE x [<!ENTITY l0 "ha">${LAUGHS}<!ENTITY e "&l29;">]>`],
  ] as const) {
    test(`${title} is refused at once`, async () => {
      const begin = performance.now();
      const { status, body } = await http(unix, RPC, `<?xml version="1.0"?>${declaration}${CALL_WITH_ENTITY}`);
      assert.equal(status, 400);
      assert.doesNotMatch(body, /root:/);
      assert.ok(performance.now() - begin < 5000);
    });
  }

  test('an entity without a declaration is refused', async () => {
    assert.equal((await http(unix, RPC, CALL_WITH_ENTITY)).status, 400);
  });

  for (const path of [
    '/logtail/../../../../etc/passwd',
    '/logtail/..%2f..%2f..%2fetc%2fpasswd',
    '/logtail/%2e%2e/%2e%2e/etc/passwd',
    '/logtail//etc/passwd',
    '/logtail/%2fetc%2fpasswd',
    '/logtail/cat/..%2f..%2fetc%2fpasswd',
    '/logtail/cat/stdin',
    '/logtail/cat/stdout_logfile',
    '/logtail/cat/stdout/../../etc/passwd',
    '/logtail/cat%00/stdout',
    '/logtail/__proto__/stdout',
    '/logtail/cat/constructor',
    '/../etc/passwd',
    '/etc/passwd',
    '//etc/passwd',
  ]) {
    test(`GET ${path} is not found`, async () => {
      const { status, body } = await http(unix, { path });
      assert.equal(status, 404);
      assert.doesNotMatch(body, /root:/);
    });
  }

  for (const [title, headers] of [
    ['a page of another site', { Origin: 'https://evil.example' }],
    ['a page from a file', { Origin: 'null' }],
    [
      'a form of another site in a browser without Origin',
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' },
    ],
    ['a page that has given its own name our address', { Host: 'evil.example', Origin: 'http://evil.example' }],
  ] as const) {
    test(`${title} cannot call anything`, async () => {
      const before = await pidOfCat();
      const { status } = await http(tcp, { ...RPC, headers: { ...headers, 'User-Agent': 'Mozilla/5.0' } }, STOP_CAT);
      assert.equal(status, 403);
      assert.equal(await pidOfCat(), before);
    });
  }

  test('a port without a password is warned of, and more loudly where others can reach it', async () => {
    const messages = daemon.messages().filter((message) => message.startsWith('CRIT'));
    const about = (section: string): string[] => messages.filter((message) => message.includes(section));
    assert.equal(about("'inet_http_server'").length, 1);
    assert.deepEqual(
      messages
        .filter((message) => /can be reached over the network/.test(message))
        .map((message) => message.slice(5, 28)),
      ['[inet_http_server:open]'],
    );
  });

  async function pidOfCat(): Promise<unknown> {
    const outcome = await call(unix, 'supervisor.getProcessInfo', 'cat');
    return 'value' in outcome ? (outcome.value as { pid: number }).pid : outcome;
  }
});
