import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConfig } from '../../../src/config/check/check.ts';
import { commandWords } from '../../../src/config/commandWords.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { convert } from '../../../src/convert/main.ts';
import type { ProcessConfig } from '../../../src/model/config.ts';
import { surroundings, write } from '../config/surroundings.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/convert', import.meta.url));

const FORMS = ['procfile', 'compose', 'systemd', 'runit', 's6'];

for (const form of FORMS) {
  test(`What is written for ${form} loads without any problem, whole or as sections to include`, async (t) => {
    const path = join(FIXTURES, form);
    assert.deepEqual(problemsOf(t, await converted([path])), []);
    const sections = await converted(['--sections-only', `--from=${form}`, formPath(form)]);
    assert.deepEqual(problemsOf(t, `[supervisord]\n${sections}`), []);
  });
}

describe('A Procfile', () => {
  test('becomes programs with a shell only where one is needed', async (t) => {
    const programs = await load(t, ['procfile']);
    const folder = join(FIXTURES, 'procfile');
    assert.deepEqual(words(programs.worker), [join(folder, 'bin/worker'), '--greet', "it's 100% ; fine"]);
    assert.deepEqual(words(programs.clock), ['sh', '-c', 'cd app && ./clock | tee log']);
    assert.deepEqual(words(programs.mail), ['sh', '-c', 'QUEUE=mail exec node mail.js']);
    assert.match(words(programs.web)[2] ?? '', /^PORT=\$\{PORT:-5000\}; export PORT; bundle exec puma -p \$PORT/);
    assert.equal(programs.worker?.directory, folder);
  });

  test('has its release step done before the rest', async (t) => {
    const { release, web } = await load(t, ['procfile']);
    assert.deepEqual([release?.type, release?.autorestart], ['oneshot', false]);
    assert.deepEqual(web?.depends_on, [{ name: 'release', condition: 'done' }]);
  });
});

describe('A compose file', () => {
  test('gives its commands, variables and merged keys', async (t) => {
    const { web, migrate, queue } = await load(t, ['compose']);
    assert.deepEqual(words(web), ['/usr/bin/env', 'node', 'server.js', '--title=my shop', '--cost=5$']);
    assert.deepEqual(words(migrate), ['node', 'migrate.js', '--to', '42']);
    assert.deepEqual(web?.environment, { LOG_LEVEL: 'info', QUOTED: 'say "hi"; 100% # sure' });
    assert.deepEqual(queue?.environment, web?.environment);
    const folder = join(FIXTURES, 'compose');
    assert.deepEqual(web?.environment_file, [
      { path: join(folder, 'common.env'), optional: false },
      { path: join(folder, 'local.env'), optional: true },
    ]);
  });

  test('gives health, order, limits and how to stop and start again', async (t) => {
    const { web, migrate, queue } = await load(t, ['compose']);
    assert.deepEqual(web?.depends_on, [
      { name: 'migrate', condition: 'done' },
      { name: 'queue', condition: 'healthy' },
    ]);
    assert.equal(migrate?.type, 'oneshot');
    assert.deepEqual(web?.health, { kind: 'exec', command: "sh -c 'curl -f http://localhost:8080/ || exit 1'" });
    assert.deepEqual([web?.health_interval, web?.health_timeout, web?.health_start_period], [90, 10, 40]);
    assert.deepEqual([web?.stopsignal, web?.stopwaitsecs, web?.autorestart, web?.uid], [3, 60, true, 1000]);
    assert.deepEqual([queue?.autorestart, queue?.startretries, queue?.restart_forever], ['unexpected', 5, false]);
    assert.deepEqual(commandWords(queue?.health?.kind === 'exec' ? queue.health.command : ''), [
      '/srv/queue/ping',
      "it's up",
    ]);
    assert.equal(queue?.max_memory, 512 * 2 ** 20);
    assert.deepEqual(web?.rlimits[0], { name: 'nofile', soft: 20_000, hard: 40_000 });
  });

  test('has a comment for everything that belongs to the container, and for a service without a command', async () => {
    const text = await converted([join(FIXTURES, 'compose')]);
    assert.match(text, /^; not carried over: ports: \["80:8080"\] \(line 17\)/m);
    assert.match(text, /^; not carried over: volumes at the top of/m);
    assert.match(text, /^; not carried over: the command, which is in the image postgres:16/m);
    assert.match(text, /^;\[program:db\]$/m);
    assert.match(text, /^; not carried over: the dependency on db, which is not among the programs of this file$/m);
  });
});

describe('systemd units', () => {
  const paths = ['systemd', 'systemd/worker@a-b.service'];

  test('give commands with their variables, specifiers and quotes resolved', async (t) => {
    const { web, db, 'worker@a-b': worker } = await load(t, paths);
    assert.deepEqual(words(web), [
      'sh',
      '-c',
      `set -f; { /bin/mkdir -p /run/web || :; } && exec /usr/bin/web --port "\${PORT}" --name web.service --home /root ` +
        "'--motto=to be; or not' $EXTRA",
    ]);
    assert.deepEqual(words(db)[2], `/usr/bin/init-db --dir "\${DIR}" "\\$5" && exec /usr/bin/chown-db`);
    assert.deepEqual(words(worker), '/usr/bin/worker --queue a-b --path a/b --unit worker@a-b'.split(' '));
    assert.deepEqual(web?.environment, { PORT: '9090', B: 'drop in' });
    assert.deepEqual(db?.environment, { DIR: '/srv/my db' });
  });

  test('give kinds, order, limits and how to stop and start again', async (t) => {
    const { web, db, pid } = await load(t, paths);
    assert.deepEqual([web?.ready, web?.depends_on], [{ kind: 'notify' }, [{ name: 'db', condition: 'done' }]]);
    assert.deepEqual([db?.type, db?.autorestart], ['oneshot', false]);
    assert.deepEqual([web?.autorestart, web?.restart_limit, web?.backoff_initial], ['unexpected', [3, 30], 5]);
    assert.deepEqual([web?.stopsignal, web?.stopwaitsecs, web?.stopasgroup, web?.killasgroup], [2, 90, false, true]);
    assert.deepEqual([db?.stopasgroup, db?.kill_tree], [true, true]);
    assert.deepEqual([web?.nice, web?.oom_score_adj, web?.umask, web?.no_new_privileges], [-5, -100, 0o027, true]);
    assert.deepEqual(web?.rlimits, [
      { name: 'core', soft: -1, hard: -1 },
      { name: 'nofile', soft: 4096, hard: 4096 },
    ]);
    assert.deepEqual(words(pid), ['tpidproxy', '/run/pidd.pid', '/usr/sbin/pidd', '-d']);
    assert.deepEqual([pid?.stdout_logfile, pid?.redirect_stderr], [null, true]);
  });

  test('have a comment for what has no counterpart', async () => {
    const text = await converted([join(FIXTURES, 'systemd')]);
    assert.match(text, /^; not carried over: PrivateTmp=true$/m);
    assert.match(text, /tsupervisorctl signal HUP web does it$/m);
    assert.match(text, /^; not carried over: Type=forking: it puts itself into the background/m);
    assert.match(text, /^;\[program:old\]$/m);
    assert.match(text, /^; not carried over: worker@\.service in/m);
  });
});

describe('Service directories of runit', () => {
  test('give the program itself where run does nothing but become it', async (t) => {
    const { web, worker, once } = await load(t, ['runit']);
    const folder = join(FIXTURES, 'runit');
    assert.deepEqual(words(web), ['/usr/sbin/httpd', '-f', '/etc/my httpd.conf']);
    assert.deepEqual([web?.uid, web?.nice, web?.redirect_stderr], [0, 5, true]);
    assert.deepEqual(web?.rlimits, [{ name: 'nofile', soft: 1024, hard: 1024 }]);
    assert.deepEqual(words(worker), [join(folder, 'worker/run')]);
    assert.deepEqual(words(once), [join(folder, 'once/prog'), 'a;b']);
    assert.deepEqual([worker?.autostart, worker?.autorestart, worker?.restart_forever], [false, true, true]);
    assert.deepEqual(web?.ready, { kind: 'exec', command: join(folder, 'web/check') });
  });

  test('give the log file of a plain svlogd', async (t) => {
    const { web } = await load(t, ['runit']);
    assert.equal(web?.stdout_logfile, join(FIXTURES, 'runit/web/log/main/current'));
    assert.deepEqual([web?.stdout_logfile_maxbytes, web?.stdout_logfile_backups], [2_000_000, 5]);
  });
});

test('s6 directories give readiness, signals and dependencies', async (t) => {
  const { db, web, setup } = await load(t, ['s6']);
  assert.deepEqual([db?.notify_fd, db?.stopsignal, db?.stopwaitsecs], [3, 2, 5]);
  assert.deepEqual(words(setup), ['execlineb', '-P', join(FIXTURES, 's6/setup/up')]);
  assert.deepEqual(setup?.depends_on, [{ name: 'db', condition: 'ready' }]);
  assert.deepEqual(web?.depends_on, [
    { name: 'setup', condition: 'done' },
    { name: 'db', condition: 'ready' },
  ]);
});

describe('What is wrong', () => {
  const WRONG = {
    'no path': [[], {}, /convert needs the path/],
    'an unknown form': [['--from=make', 'x'], {}, /--from make: procfile, compose, systemd, runit, s6 are known/],
    'a file that is not there': [['--from=procfile', 'Procfile'], {}, /Procfile: cannot be read: ENOENT/],
    'a file that says nothing of its form': [['a.txt'], { 'a.txt': '' }, /a\.txt: there is nothing known/],
    'a line that is no process': [['Procfile'], { Procfile: 'web: a\nnonsense\n' }, /Procfile:2: not a process/],
    'YAML that is none': [['a.yaml'], { 'a.yaml': 'services:\n  a: [\n' }, /a\.yaml:\d: /],
    'a variable that must be set': [
      ['a.yaml'],
      { 'a.yaml': `services:\n  a:\n    command: \${NEVER_SET:?name one}\n` },
      /a\.yaml:3: NEVER_SET has to be set: name one/,
    ],
    'a quote that is not closed': [
      ['a.service'],
      { 'a.service': '[Service]\nExecStart=/bin/a "b\n' },
      /a\.service:2: ExecStart: a " is not closed/,
    ],
    'a template without an instance': [['a@.service'], { 'a@.service': '' }, /name one of its instances/],
    'two programs of one name': [
      ['Procfile', 'Procfile'],
      { Procfile: 'web: a\n' },
      /there is another program called web/,
    ],
  } satisfies Record<string, [string[], Record<string, string>, RegExp]>;

  for (const [title, [argv, files, expected]] of Object.entries(WRONG)) {
    test(`is told with its place and exit status 2: ${title}`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'convert-'));
      t.after(() => rmSync(folder, { recursive: true }));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      const paths = argv.map((word) => (word.startsWith('-') ? word : join(folder, word)));
      const { stdout, stderr, status } = await convert(paths, 'tsupervisord', {});
      assert.match(stderr, expected);
      assert.deepEqual([stdout, status], ['', 2]);
    });
  }
});

test('The result goes to a file where one is named, and the help names every option', async (t) => {
  const file = join(write(t, { 'a/b': '' }), '..', 'out.conf');
  const path = join(FIXTURES, 'procfile');
  assert.deepEqual(await convert([path, '-o', file], 'tsupervisord', {}), { stdout: '', stderr: '', status: 0 });
  assert.equal(readFileSync(file, 'utf8'), await converted([path]));
  const { stdout } = await convert(['--help'], 'tsupervisord', {});
  for (const option of ['--from', '--output', '--sections-only', '--help']) assert.match(stdout, new RegExp(option));
});

function formPath(form: string): string {
  const files: Readonly<Record<string, string>> = { procfile: 'procfile/Procfile', compose: 'compose/compose.yaml' };
  return join(FIXTURES, files[form] ?? form);
}

async function converted(argv: readonly string[]): Promise<string> {
  const { stdout, stderr, status } = await convert(argv, 'tsupervisord', {});
  assert.deepEqual([stderr, status], ['', 0]);
  return stdout;
}

function problemsOf(t: TestContext, text: string): unknown {
  return checkConfig(write(t, text), surroundings()).map(({ message, line }) => ({ message, line }));
}

/** The processes that the result means, by the names of their programs. */
async function load(t: TestContext, paths: readonly string[]): Promise<Record<string, ProcessConfig | undefined>> {
  const text = await converted(paths.map((path) => join(FIXTURES, path)));
  const result = loadConfig(write(t, text), surroundings());
  assert.ok(result.ok, result.ok ? '' : result.error);
  return Object.fromEntries(result.config.groups.map(({ name, processes }) => [name, processes[0]]));
}

function words(process: ProcessConfig | undefined): string[] {
  return commandWords(process?.command ?? '');
}
