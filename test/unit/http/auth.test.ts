import assert from 'node:assert/strict';
import crypto, { createHash } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, test } from 'node:test';
import { createAuthenticate } from '../../../src/http/auth.ts';
import { exchange } from './rawClient.ts';
import { post, startServer } from './testServer.ts';

const basic = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  `Basic ${Buffer.from(text, encoding).toString('base64')}`;
const sha = (text: string): string => `{SHA}${createHash('sha1').update(text).digest('hex')}`;

const MATRIX: readonly [title: string, stored: string, header: string | undefined, fits: boolean][] = [
  ['the right password', 'pa:ss', basic('user:pa:ss'), true],
  ['a scheme in small letters', 'pa:ss', basic('user:pa:ss').replace('Basic', 'basic'), true],
  ['two blanks', 'pa:ss', basic('user:pa:ss').replace(' ', '  '), true],
  ['a password beyond ASCII', 'pässwörd€', basic('user:pässwörd€'), true],
  ['the same password in latin-1', 'pässwörd', basic('user:pässwörd', 'latin1'), false],
  ['a digest', sha('secret'), basic('user:secret'), true],
  ['a digest and a wrong password', sha('secret'), basic('user:Secret'), false],
  ['a digest given as the password', sha('secret'), basic(`user:${sha('secret')}`), false],
  ['a digest in capitals, which the reference does not take', sha('secret').toUpperCase(), basic('user:secret'), false],
  ['an empty digest and an empty password', '{SHA}', basic('user:'), false],
  ['an empty password', '', basic('user:'), true],
  ['a wrong password', 'pa:ss', basic('user:pa:s'), false],
  ['a longer password', 'pa:ss', basic('user:pa:sss'), false],
  ['no password', 'pa:ss', basic('user:'), false],
  ['another user', 'pa:ss', basic('User:pa:ss'), false],
  ['no user', 'pa:ss', basic(':pa:ss'), false],
  ['an inherited name as the user', 'pa:ss', basic('constructor:pa:ss'), false],
  ['no colon', 'pa:ss', basic('user'), false],
  ['nothing', 'pa:ss', undefined, false],
  ['an empty header', 'pa:ss', '', false],
  ['a scheme alone', 'pa:ss', 'Basic', false],
  ['another scheme', 'pa:ss', 'Digest dXNlcjpwYTpzcw==', false],
  ['what is no base64', 'pa:ss', 'Basic !!!!', false],
  ['half a group of base64', 'pa:ss', 'Basic a', false],
  ['bytes that are no UTF-8', 'pa:ss', basic('\xff\xfe:\xff', 'latin1'), false],
  ['something behind the credentials', 'pa:ss', `${basic('user:pa:ss')} x`, false],
];

describe('authentication', () => {
  for (const [title, stored, header, fits] of MATRIX) {
    test(`${title}: ${fits ? 'let in' : '401'}`, async () => {
      const authenticate = await createAuthenticate('user', stored);
      if (fits) assert.equal(authenticate(header), 'user');
      else assert.throws(() => authenticate(header), { name: 'HttpError', status: 401 });
    });
  }

  test('takes the same comparisons of the same length for whatever is given', async (t) => {
    const compared: number[] = [];
    const { timingSafeEqual } = crypto;
    t.mock.method(crypto, 'timingSafeEqual', (a: Buffer, b: Buffer) => {
      compared.push(a.length);
      return timingSafeEqual(a, b);
    });
    syncBuiltinESMExports();
    t.after(() => {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    });
    for (const stored of ['pa:ss', sha('pa:ss')]) {
      const authenticate = await createAuthenticate('user', stored);
      for (const header of [undefined, 'Basic', basic('x:y'), basic('user:p'), basic(`user:${'p'.repeat(5000)}`)]) {
        compared.length = 0;
        assert.throws(() => authenticate(header), { status: 401 });
        assert.deepEqual(compared, [32, 32]);
      }
    }
  });

  test('a server without a user name lets everybody in', async () => {
    assert.equal((await createAuthenticate(null, null))(undefined), null);
    assert.equal((await createAuthenticate('', 'x'))(basic('a:b')), null);
  });

  test('the answer is the reference’s, and the connection ends with it', async (t) => {
    const { address } = await startServer(t, { config: { username: 'user', password: 'x' } });
    const { text, closed } = await exchange(address, post('hi'));
    assert.match(
      text,
      /^HTTP\/1\.1 401 Unauthorized\r\nServer: .*\r\nDate: .*\r\nWWW-Authenticate: Basic realm="default"\r\nContent-Type: text\/html\r\nContent-Length: 137\r\nConnection: close\r\n\r\n/,
    );
    assert.ok(
      text.endsWith('<h1>Error response</h1>\r\n<p>Error code 401.\r\n<p>Message: Unauthorized.\r\n</body>\r\n'),
    );
    assert.equal(closed, true);
  });

  test('who may not come in does not learn which paths there are', async (t) => {
    const { address } = await startServer(t, { config: { username: 'user', password: 'x' } });
    for (const path of ['/RPC2', '/nope', '/fail']) {
      assert.match((await exchange(address, `GET ${path} HTTP/1.0\r\n\r\n`)).text, /^HTTP\/1\.0 401 /);
    }
  });

  test('a handler is told who came in', async (t) => {
    const { address } = await startServer(t, { config: { username: 'user', password: 'x' } });
    const { text } = await exchange(address, post('hi', { headers: `Authorization: ${basic('user:x')}\r\n` }));
    assert.match(text, /"user":"user"/);
  });
});
