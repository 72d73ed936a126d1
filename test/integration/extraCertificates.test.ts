import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { call } from '../compat/rpc/client.ts';
import { withDaemon } from '../helpers/daemon.ts';
import { createSandbox } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/waitFor.ts';

const CONFIG = `[unix_http_server]
file={dir}/s.sock
[supervisord]
logfile={dir}/supervisord.log
pidfile={dir}/supervisord.pid
childlogdir={dir}
[rpcinterface:x]
supervisor.rpcinterface_factory=./visit.mjs
[program:env]
command=/bin/sh -c 'echo "$NODE_EXTRA_CA_CERTS"; exec sleep 600'
stdout_logfile={dir}/env.log
`;

const VISIT = `
import { get } from 'node:https';
export default () => ({
  visit: {
    params: [{ name: 'port', type: 'int' }],
    run: (port) => new Promise((resolve) => {
      get({ host: '127.0.0.1', servername: 'localhost', port, agent: false }, (response) => resolve(response.statusCode))
        .on('error', (error) => resolve(error.code));
    }),
  },
});
`;

/** A server with a certificate of its own, and the file of that. */
async function secureServer(t: { after(fn: () => void): void }): Promise<{ port: number; certificate: string }> {
  const sandbox = createSandbox();
  const [key, certificate] = [sandbox.path('key.pem'), sandbox.path('certificate.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...names], {
    stdio: 'pipe',
  });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) => {
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    sandbox.remove();
  });
  return { port: (server.address() as AddressInfo).port, certificate };
}

test('NODE_EXTRA_CA_CERTS holds for plug-ins and is handed on to programs, though the daemon does not read it itself', async (t) => {
  const { port, certificate } = await secureServer(t);
  const files = { 'visit.mjs': VISIT };
  for (const [extra, answer] of [
    [certificate, 200],
    [undefined, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const) {
    const env = { NODE_EXTRA_CA_CERTS: extra };
    await withDaemon({ flavour: 'ours', config: CONFIG, files, env }, async ({ sandbox }) => {
      await waitFor('the program', () => sandbox.read('env.log')?.endsWith('\n') === true);
      assert.equal(sandbox.read('env.log'), `${extra ?? ''}\n`);
      assert.deepEqual(await call({ address: sandbox.path('s.sock') }, 'x.visit', port), { value: answer });
    });
  }
});
