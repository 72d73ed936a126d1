import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideInArguments, hideSecrets, isSecretName } from '../../../src/scene/secrets.ts';

const SECRET = [
  'DB_PASSWORD',
  'PASSWORD',
  'PASSWORDS',
  'MYSQL_PWD',
  'pgpass',
  'dbPass',
  'API_KEY',
  'apiKey',
  'SECRET_KEY_BASE',
  'GITHUB_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'GOOGLE_CREDENTIALS',
  'CREDENTIAL',
  'TOKENVALUE',
  'SENTRY_DSN',
  'BASIC_AUTH',
];
const HARMLESS = [
  'PATH',
  'PWD',
  'OLDPWD',
  'HOME',
  'KEYBOARD',
  'PASSENGERS',
  'AUTHOR',
  'SSH_AUTH_SOCK',
  'DB_PASSWORD_FILE',
  'PGPASSFILE',
  'JAVA_OPTS',
];

test('names of secrets are known from others', () => {
  assert.deepEqual(
    SECRET.filter((name) => !isSecretName(name)),
    [],
  );
  assert.deepEqual(HARMLESS.filter(isSecretName), []);
});

test('values of secrets are hidden in the environment, and wherever else they stand', () => {
  const { environment, hide } = hideSecrets(
    [
      'DB_PASSWORD=hunter22',
      'SHORT_TOKEN=abc',
      'EMPTY_SECRET=',
      'DATABASE_URL=postgres://app:s3cr3t@db:5432/app',
      'REDIS_URL=redis://:pw123@cache',
      'CERT=-----BEGIN PRIVATE KEY-----\nMIIE',
      'LANG=C',
      'NOTE=a=b',
    ],
    ['from-a-file', 'xyz'],
  );
  assert.deepEqual(environment, {
    DB_PASSWORD: '***',
    SHORT_TOKEN: '***',
    EMPTY_SECRET: '',
    DATABASE_URL: 'postgres://app:***@db:5432/app',
    REDIS_URL: 'redis://:***@cache',
    CERT: '***',
    LANG: 'C',
    NOTE: 'a=b',
  });
  assert.equal(
    hide('login as app with hunter22 at http://a:b@c, abc, from-a-file, xyz'),
    'login as app with *** at http://a:***@c, abc, ***, xyz',
  );
});

test('arguments that are secrets are hidden, and others are not', () => {
  const hide = (text: string): string => text.replaceAll('hunter22', '***');
  assert.deepEqual(
    hideInArguments(
      [
        'app',
        '--password=x',
        '--token',
        'y',
        '-Ddb.password=z',
        'API_KEY=k',
        '--port',
        '80',
        '--key',
        '--next',
        'xhunter22',
      ],
      hide,
    ),
    [
      'app',
      '--password=***',
      '--token',
      '***',
      '-Ddb.password=***',
      'API_KEY=***',
      '--port',
      '80',
      '--key',
      '--next',
      'x***',
    ],
  );
});
