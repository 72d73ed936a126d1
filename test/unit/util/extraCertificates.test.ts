import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { before, type TestContext, test } from 'node:test';
import { trustExtraCertificates } from '../../../src/util/extraCertificates.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

const sandbox = createSandbox();
const [key, certificate, broken] = ['key.pem', 'certificate.pem', 'broken.pem'].map((name) => sandbox.path(name)) as [
  string,
  string,
  string,
];

before(() => {
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate, ...names],
    { stdio: 'pipe' },
  );
  writeFileSync(broken, 'nothing of the kind\n');
  process.on('exit', sandbox.remove);
});

/** What a client without options gets from a server with the certificate of its own. */
async function visit(t: TestContext): Promise<string> {
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) =>
    response.end('welcome'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', servername: 'localhost', port, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });
}

test('who shows a certificate of the file is trusted, once it is asked for', async (t) => {
  assert.equal(await visit(t), 'DEPTH_ZERO_SELF_SIGNED_CERT');
  trustExtraCertificates(broken);
  assert.equal(await visit(t), 'DEPTH_ZERO_SELF_SIGNED_CERT');
  trustExtraCertificates(certificate);
  assert.equal(await visit(t), 'welcome');
});

test('a file that is not there is an error', () => {
  assert.throws(() => trustExtraCertificates(sandbox.path('none')), { code: 'ENOENT' });
});
