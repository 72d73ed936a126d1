import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { exportEnvironment } from '../../../src/daemon/exportEnvironment/exportEnvironment.ts';
import { filterEnvironment } from '../../../src/daemon/exportEnvironment/filter.ts';
import { formatFor } from '../../../src/daemon/exportEnvironment/formats.ts';
import { replaceBlock } from '../../../src/daemon/exportEnvironment/replaceBlock.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'export-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

describe('Of the environment', () => {
  const OPEN = ['PATH', 'JAVA_HOME', 'LANG', 'APP_MODE', 'AUTHOR', 'COMPASS', 'HOSTNAME', 'TZ'];
  const SECRET = [
    ...['DB_PASSWORD', 'mysql_root_password', 'PGPASSWD', 'SSH_KEY_PASSPHRASE_X', 'SMTP_PASS', 'ADMIN_PWD'],
    ...['JWT_SECRET', 'GITHUB_TOKEN', 'AWS_ACCESS_KEY_ID', 'apikey', 'GOOGLE_CREDENTIALS', 'SENTRY_DSN', 'BASIC_AUTH'],
  ];
  const SESSION = ['HOME', 'PWD', 'SHLVL', 'TERM', '_', 'SSH_CONNECTION', 'BASH_FUNC_x%%', 'NOTIFY_SOCKET', 'PS1'];
  const all = Object.fromEntries([...OPEN, ...SECRET, ...SESSION].map((name) => [name, 'x']));

  test('what looks like a secret or belongs to a session is left out', () => {
    const { variables, secrets } = filterEnvironment(all, []);
    assert.deepEqual(Object.keys(variables).sort(), [...OPEN].sort());
    // SSH_* is a session's own.
    assert.deepEqual(secrets, SECRET.filter((name) => !name.startsWith('SSH_')).sort());
  });

  test('URLs with a password are secrets whatever their name', () => {
    const urls = {
      A: 'postgres://app:pw@db/x',
      B: 'https://host/a:b@c',
      C: 'redis://:pw@redis:6379',
      D: 'http://u@host/',
    };
    const { variables, secrets } = filterEnvironment(urls, []);
    assert.deepEqual(
      [Object.keys(variables), secrets],
      [
        ['B', 'D'],
        ['A', 'C'],
      ],
    );
  });

  test('patterns leave out more, or export all the same, and the last one counts', () => {
    const names = { KEYCLOAK_URL: 'x', KEYCLOAK_ADMIN_PASSWORD: 'x', APP_MODE: 'x', APP_INTERNAL: 'x', HOME: 'x' };
    const kept = (...patterns: string[]) => Object.keys(filterEnvironment(names, patterns).variables);
    assert.deepEqual(kept('!KEYCLOAK_*'), ['KEYCLOAK_URL', 'KEYCLOAK_ADMIN_PASSWORD', 'APP_MODE', 'APP_INTERNAL']);
    assert.deepEqual(kept('!keycloak_*', '*PASSWORD', '*_internal'), ['KEYCLOAK_URL', 'APP_MODE']);
    assert.deepEqual(kept('*', '!APP_?ODE'), ['APP_MODE']);
    assert.deepEqual(kept('!HOME', 'APP*'), ['HOME']);
  });
});

test('a shell reads back every value that a variable can have', (t) => {
  const file = join(folder(t), 'x.sh');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (raw) => {
      const value = raw.replaceAll('\0', '');
      writeFileSync(file, `${formatFor(file, { X: value }).lines.join('\n')}\n`);
      const read = execFileSync('/bin/sh', ['-c', '. "$0"; printf %s. "$X"', file], { encoding: 'utf8', env: {} });
      assert.equal(read, `${value}.`);
    }),
    { numRuns: 50 },
  );
});

test('what a file cannot hold is told with the reason', () => {
  const odd = { 'a.b': '1', N: 'a\nb', H: 'a#b', L: 'x'.repeat(1001), '1': '2', Q: `it's "so" $x \\` };
  assert.deepEqual(formatFor('/etc/environment', odd), {
    lines: ['1="2"', `Q="it's "so" $x \\"`],
    impossible: [
      'H (a # in it)',
      'L (longer than 1000 bytes)',
      'N (several lines)',
      'a.b (a name with other characters than letters, digits and _)',
    ],
  });
  const { lines, impossible } = formatFor('/etc/profile.d/x.sh', odd);
  assert.deepEqual(
    impossible,
    ['1', 'a.b'].map((name) => `${name} (a shell cannot have a variable of that name)`),
  );
  assert.equal(lines[3], `export Q='it'\\''s "so" $x \\'`);
});

describe('A file that is written to', () => {
  const block = (...lines: string[]) =>
    `# BEGIN tsupervisord: its environment (export_environment); what stands here is replaced at its next start\n${lines.map((line) => `${line}\n`).join('')}# END tsupervisord\n`;

  const CASES: readonly (readonly [title: string, before: string | null, after: string])[] = [
    ['is made where there is none', null, block('A=1')],
    ['keeps what is in it', 'X=1\n\xff', `X=1\n\xff\n${block('A=1')}`],
    ['gets a new block in the place of the old one', `X=1\n${block('B=2', 'C=3')}Y=2\n`, `X=1\n${block('A=1')}Y=2\n`],
    ['gets it also where a value holds the mark', `${block("B='\n# END tsupervisord", "'")}Y=2`, `${block('A=1')}Y=2`],
    [
      'keeps a block that has lost its end',
      '# BEGIN tsupervisord\nB=1\n',
      `# BEGIN tsupervisord\nB=1\n${block('A=1')}`,
    ],
  ];

  for (const [title, before, after] of CASES) {
    test(title, (t) => {
      const file = join(folder(t), 'environment');
      if (before !== null) writeFileSync(file, before, 'latin1');
      assert.equal(replaceBlock(file, ['A=1']), true);
      assert.equal(readFileSync(file, 'latin1'), after);
    });
  }

  test('keeps its mode, and is left alone where nothing changes', (t) => {
    const file = join(folder(t), 'environment');
    replaceBlock(file, ['A=1']);
    assert.equal(statSync(file).mode & 0o777, 0o644);
    chmodSync(file, 0o600);
    replaceBlock(file, ['A=2']);
    const { ino, mode } = statSync(file);
    assert.equal(mode & 0o777, 0o600);
    assert.equal(replaceBlock(file, ['A=2']), false);
    assert.equal(statSync(file).ino, ino);
  });

  test('stays a link, and nothing is left beside it', (t) => {
    const here = folder(t);
    writeFileSync(join(here, 'target'), '');
    symlinkSync('target', join(here, 'environment'));
    replaceBlock(join(here, 'environment'), ['A=1']);
    assert.ok(lstatSync(join(here, 'environment')).isSymbolicLink());
    assert.match(readFileSync(join(here, 'target'), 'utf8'), /^A=1$/m);
    assert.deepEqual(readdirSync(here).sort(), ['environment', 'target']);
  });
});

test('what cannot be written is a warning, and the other files are written', (t) => {
  const here = folder(t);
  const settings = {
    environment: { LEVEL: 'info' },
    export_environment: [`${here}/none/x.sh`, here, `${here}/environment`],
    export_environment_exclude: [],
  };
  const { infos, warnings } = exportEnvironment(settings, { A: '1', LEVEL: 'debug', TOKEN: 'x' });
  assert.deepEqual(infos, [
    'export_environment leaves out what may be secret: TOKEN',
    `export_environment: 2 variables are in ${here}/environment`,
  ]);
  assert.deepEqual(
    warnings.map((text) => text.replaceAll(here, '')),
    [
      'export_environment: /none/x.sh cannot be written: ENOENT (no such file or directory)',
      'export_environment:  cannot be written: EISDIR (illegal operation on a directory)',
    ],
  );
  assert.match(readFileSync(`${here}/environment`, 'utf8'), /^A="1"\nLEVEL="info"$/m);
  assert.deepEqual(readdirSync(here), ['environment']);
});
