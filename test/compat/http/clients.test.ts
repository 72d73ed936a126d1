import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { followFile } from '../../../src/http/followFile.ts';
import type { Route } from '../../../src/http/types.ts';
import { parseCall } from '../../../src/xmlrpc/parse.ts';
import { writeResponse } from '../../../src/xmlrpc/write.ts';
import { noReference } from '../../helpers/flavour.ts';
import { createSandbox } from '../../helpers/sandbox.ts';
import { inetConfig, listen, recordingLog } from '../../unit/http/testServer.ts';

/** The reference's own clients, unchanged, against our servers. */
const SECRET = { username: 'user', password: 'pä:ss<&>' };

const ECHO_CALL: Route = {
  path: '/RPC2',
  methods: ['POST'],
  handler: ({ body }) => {
    const { method, params } = parseCall(body);
    return { status: 200, headers: { 'Content-Type': 'text/xml' }, body: writeResponse([method, params]) };
  },
};

async function serve(t: TestContext): Promise<{ port: number; socket: string; log: string }> {
  const sandbox = createSandbox();
  t.after(sandbox.remove);
  const log = sandbox.path('x.log');
  writeFileSync(log, 'first\n');
  const routes: readonly Route[] = [ECHO_CALL, { path: '/logtail', methods: ['GET'], handler: () => followFile(log) }];
  const options = { routes, log: recordingLog().log };
  const inet = await listen(inetConfig(SECRET), options);
  const socket = sandbox.path('s.sock');
  const unix = await listen(
    {
      ...{ family: 'unix', name: null, section: 'unix_http_server', file: socket, chmod: 0o700, chown: [-1, -1] },
      ...{ allowed_hosts: [], probes: false, ...SECRET },
    },
    options,
  );
  t.after(() => Promise.all([inet.close({ graceMs: 0 }), unix.close({ graceMs: 0 })]));
  return { port: Number(inet.address.split(':').at(-1)), socket, log };
}

/** What a script prints; `onOutput` is called when the first of it is there. */
async function python(script: string, args: readonly string[], onOutput = (): void => undefined): Promise<string> {
  const running = promisify(execFile)('/usr/bin/python3', ['-u', '-c', script, ...args], {
    env: { PYTHONIOENCODING: 'utf-8' },
    timeout: 30_000,
  });
  running.child.stdout?.once('data', onOutput);
  return (await running).stdout;
}

describe('clients of the reference', { skip: noReference }, () => {
  test('xmlrpc.client over TCP with a password, several calls on one connection', async (t) => {
    const { port } = await serve(t);
    const script = `
import sys, urllib.parse, xmlrpc.client
url = 'http://user:%s@127.0.0.1:%s/RPC2' % (urllib.parse.quote(sys.argv[2]), sys.argv[1])
proxy = xmlrpc.client.ServerProxy(url)
print([proxy.supervisor.echo('é<&>', 1, True, {'a': [1.5]}) for _ in range(3)])
`;
    const answer = "['supervisor.echo', ['é<&>', 1, True, {'a': [1.5]}]]";
    assert.equal(await python(script, [String(port), SECRET.password]), `[${answer}, ${answer}, ${answer}]\n`);
  });

  test('xmlrpc.client with a wrong password is told 401', async (t) => {
    const { port } = await serve(t);
    const script = `
import sys, xmlrpc.client
try: xmlrpc.client.ServerProxy('http://user:wrong@127.0.0.1:%s/RPC2' % sys.argv[1]).a.b('x' * 1000000)
except xmlrpc.client.ProtocolError as error: print(error.errcode, error.errmsg)
`;
    assert.equal(await python(script, [String(port)]), '401 Unauthorized\n');
  });

  for (const kind of ['unix', 'tcp'] as const) {
    test(`supervisorctl's transport (${kind})`, async (t) => {
      const { port, socket } = await serve(t);
      const url = kind === 'unix' ? `unix://${socket}` : `http://127.0.0.1:${port}`;
      const script = `
import sys, xmlrpc.client
from supervisor.xmlrpc import SupervisorTransport
transport = SupervisorTransport('user', sys.argv[2], sys.argv[1])
proxy = xmlrpc.client.ServerProxy('http://127.0.0.1', transport=transport)
print(proxy.supervisor.getState(), proxy.system.listMethods())
`;
      assert.equal(
        await python(script, [url, SECRET.password]),
        "['supervisor.getState', []] ['system.listMethods', []]\n",
      );
    });

    test(`supervisorctl's tail -f (${kind})`, async (t) => {
      const { port, socket, log } = await serve(t);
      const url = kind === 'unix' ? `unix://${socket}` : `http://127.0.0.1:${port}`;
      const script = `
import sys
from supervisor import http_client
from supervisor.medusa import asyncore_25 as asyncore
class Listener(http_client.Listener):
    def feed(self, url, data):
        super().feed(url, data)
        if data.endswith(b'last\\n'): raise SystemExit
handler = http_client.HTTPHandler(Listener(), 'user', sys.argv[2])
handler.get(sys.argv[1], '/logtail/x/stdout')
asyncore.loop()
`;
      const append = (): void => appendFileSync(log, 'äöü\nlast\n');
      assert.equal(await python(script, [url, SECRET.password], append), 'first\näöü\nlast\n');
    });
  }
});
