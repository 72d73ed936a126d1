import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ProcessConfig } from '../../../src/model/config.ts';
import type { ProcessContext } from '../../../src/process/context.ts';
import { programEnvironment, searchPath } from '../../../src/process/environment.ts';
import { NO_SOURCES, readSources, shownSources } from '../../../src/process/environmentSources.ts';
import { programLimits } from '../../../src/process/limits.ts';
import { processConfig } from '../../helpers/processConfig.ts';

function files(t: TestContext, texts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'environment-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return folder;
}

const USERS = [{ name: 'alice', uid: 1000, gid: 100, home: '/home/alice', shell: '' }];

/** As much of the daemon as an environment needs. */
function contextWith(environment: Record<string, string>, warnings: string[] = []): ProcessContext {
  const context = {
    environment,
    serverurl: 'unix:///s',
    log: { warn: (message: string) => warnings.push(message) },
    native: { userById: (uid: number) => USERS.find((user) => user.uid === uid) ?? null },
  };
  return context as unknown as ProcessContext;
}

function variables(context: ProcessContext, config: ProcessConfig): Record<string, string> {
  const sources = readSources(config);
  if ('error' in sources) throw new Error(sources.error);
  const entries = programEnvironment(context, config, 'g', sources).map((each) => each.split(/=(.*)/s).slice(0, 2));
  return Object.fromEntries(entries) as Record<string, string>;
}

test('of several sources the one that is nearest to the program wins, and a secret over all', (t) => {
  const folder = files(t, { a: 'C=a\nD=a\nE=a\nF=a\nHOME=/a\n', b: 'D=b\nSUPERVISOR_ENABLED=b', secret: 's3cret\n' });
  const config = processConfig({
    user_env: true,
    uid: 1000,
    environment: { B: 'common', C: 'common', E: 'own', F: 'own' },
    environment_inherited: ['B', 'C'],
    environment_file: ['a', 'b'].map((name) => ({ path: join(folder, name), optional: false })),
    environment_secret: [{ name: 'F', path: join(folder, 'secret'), optional: false }],
  });
  assert.deepEqual(variables(contextWith({ A: 'daemon', B: 'daemon', HOME: '/root', USER: 'root' }), config), {
    A: 'daemon',
    B: 'common',
    C: 'a',
    D: 'b',
    E: 'own',
    F: 's3cret',
    HOME: '/a',
    USER: 'alice',
    LOGNAME: 'alice',
    SHELL: '/bin/sh',
    SUPERVISOR_ENABLED: 'b',
    SUPERVISOR_SERVER_URL: 'unix:///s',
    SUPERVISOR_PROCESS_NAME: 'cat',
    SUPERVISOR_GROUP_NAME: 'g',
  });
});

test('a directory of variables is read as envdir reads it, and takes away what an empty file names', (t) => {
  const texts = {
    ONE: 'first \t\nsecond\n',
    TWO: 'a\0b',
    SPACE: '  x',
    GONE: '',
    KEPT: '',
    '.hidden': 'x',
    LINE: '\n',
  };
  const folder = files(t, texts);
  const config = processConfig({ environment: { KEPT: 'own' }, environment_file: [{ path: folder, optional: true }] });
  const { ONE, TWO, SPACE, LINE, KEPT, ...others } = variables(contextWith({ GONE: 'daemon' }), config);
  assert.deepEqual([ONE, TWO, SPACE, LINE, KEPT], ['first', 'a\nb', '  x', '', 'own']);
  assert.deepEqual(
    Object.keys(others).filter((name) => !name.startsWith('SUPERVISOR_')),
    [],
  );
});

test('a secret keeps all but the line feed at its end', (t) => {
  const texts = { none: 'a', one: 'a\n', two: 'a\n\n', windows: 'a\r\n', empty: '', odd: ' "a" #b$c ' };
  const folder = files(t, texts);
  const environment_secret = Object.keys(texts).map((name) => ({ name, path: join(folder, name), optional: false }));
  const sources = readSources({ environment_file: [], environment_secret });
  assert.deepEqual('secrets' in sources && sources.secrets, {
    none: 'a',
    one: 'a',
    two: 'a\n',
    windows: 'a',
    empty: '',
    odd: ' "a" #b$c ',
  });
});

test('where sources are shown there is no secret, and a file that cannot be read is left out', (t) => {
  const folder = files(t, { a: 'A=1\n', secret: 's3cret' });
  const shown = shownSources({
    environment_file: [
      { path: join(folder, 'a'), optional: false },
      { path: join(folder, 'none'), optional: false },
    ],
    environment_secret: [{ name: 'PW', path: join(folder, 'secret'), optional: false }],
  });
  assert.deepEqual(shown, { files: { A: '1' }, secrets: { PW: '***' } });
});

const PROBLEMS: readonly (readonly [title: string, name: string, error: RegExp])[] = [
  [
    'a file that is not there',
    'none',
    /^environment_file \S+\/none: cannot be read: ENOENT \(no such file or directory\)$/,
  ],
  ['bytes that are no text', 'latin1', /^environment_file \S+\/latin1: it holds bytes that are not UTF-8$/],
  ['a line that is none', 'bad', /^environment_file \S+\/bad:2: no NAME=value \(and 1 more\)$/],
  ['a device that never ends', '/dev/zero', /^environment_file \/dev\/zero: it is larger than 2097152 bytes$/],
];

for (const [title, name, error] of PROBLEMS) {
  test(`${title} is an error that says what and where`, (t) => {
    const folder = files(t, { bad: 'A=1\nno no\nB=2\nno no\n' });
    writeFileSync(join(folder, 'latin1'), Buffer.from('A=\xe4', 'latin1'));
    const path = name.startsWith('/') ? name : join(folder, name);
    const sources = readSources({ environment_file: [{ path, optional: false }], environment_secret: [] });
    assert.match('error' in sources ? sources.error : '', error);
  });
}

test('a file that may be missing is read where it is there', (t) => {
  const folder = files(t, { a: 'A=1\n', bad: 'no no' });
  const read = (name: string) =>
    readSources({ environment_file: [{ path: join(folder, name), optional: true }], environment_secret: [] });
  assert.deepEqual(read('a'), { files: { A: '1' }, secrets: {} });
  assert.deepEqual(read('none/of/them'), { files: {}, secrets: {} });
  assert.ok('error' in read('bad'));
});

test('a command is looked for along the PATH of a file', (t) => {
  const folder = files(t, { a: 'PATH=/opt/app/bin\n' });
  const context = contextWith({ PATH: '/usr/bin' });
  const config = processConfig({ environment_file: [{ path: join(folder, 'a'), optional: false }] });
  const sources = readSources(config);
  assert.ok('files' in sources);
  assert.equal(searchPath(context, config, sources), '/opt/app/bin');
  assert.equal(searchPath(context, processConfig(), NO_SOURCES), '/usr/bin');
  assert.equal(searchPath(contextWith({ PATH: '' }), processConfig(), NO_SOURCES), undefined);
});

test('user_env of a user that nobody knows changes nothing and says so', () => {
  const warnings: string[] = [];
  const config = processConfig({ user_env: true, uid: 4711, environment: {} });
  assert.equal(variables(contextWith({ HOME: '/root' }, warnings), config).HOME, '/root');
  assert.deepEqual(warnings, [
    'user_env: no user has the id 4711; HOME, USER, LOGNAME and SHELL of cat stay as they are',
  ]);
});

test("a program's own limits take the place of those that the daemon sets for all", () => {
  const native = { rlimit: { NOFILE: 7, NPROC: 6, CORE: 4 } } as unknown as ProcessContext['native'];
  const rlimits = [
    { resource: 7, soft: 1024, hard: 4096 },
    { resource: 6, soft: 1, hard: 2 },
  ];
  assert.equal(programLimits({ native, rlimits }, { rlimits: [] }), rlimits);
  assert.deepEqual(
    programLimits(
      { native, rlimits },
      {
        rlimits: [
          { name: 'nofile', soft: 10, hard: -1 },
          { name: 'core', soft: 0, hard: 0 },
        ],
      },
    ),
    [
      { resource: 6, soft: 1, hard: 2 },
      { resource: 7, soft: 10, hard: -1 },
      { resource: 4, soft: 0, hard: 0 },
    ],
  );
});
