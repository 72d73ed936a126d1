import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkConfig } from '../../../src/config/check/check.ts';
import { renderProblems } from '../../../src/config/check/report.ts';
import { machineOf } from '../../../src/config/context.ts';
import { dumpIni } from '../../../src/config/dump/ini.ts';
import { readAddedProgram } from '../../../src/config/load/addedProgram.ts';
import { loadConfig } from '../../../src/config/load.ts';
import {
  environmentFiles,
  environmentFilesText,
  environmentSecrets,
  environmentSecretsText,
} from '../../../src/config/types/environmentFiles.ts';
import { exportTargets, namePatterns } from '../../../src/config/types/exportEnvironment.ts';
import { between } from '../../../src/config/types/numbers.ts';
import { rlimits, rlimitsText } from '../../../src/config/types/rlimits.ts';
import type { Config, ProcessConfig } from '../../../src/model/config.ts';
import { surroundings, write } from './surroundings.ts';

const machine = machineOf(surroundings());
const limit = (name: string, soft: number, hard = soft) => ({ name, soft, hard });

test('files and secrets are read, and written as they can be read', () => {
  const files = environmentFiles('/etc/a.env, -b.env ,~/c', machine);
  assert.deepEqual(files, [
    { path: '/etc/a.env', optional: false },
    { path: '/b.env', optional: true },
    { path: '/root/c', optional: false },
  ]);
  assert.deepEqual(environmentFiles(environmentFilesText(files) ?? '', machine), files);
  const secrets = environmentSecrets('PW:/run/secrets/pw, spring.pw : -/run/x:y', machine);
  assert.deepEqual(secrets, [
    { name: 'PW', path: '/run/secrets/pw', optional: false },
    { name: 'spring.pw', path: '/run/x:y', optional: true },
  ]);
  assert.deepEqual(environmentSecrets(environmentSecretsText(secrets) ?? '', machine), secrets);
});

test('limits are read, and written as they can be read', () => {
  const limits = rlimits('nofile:65536, CORE:unlimited, nproc:100:200, as:1GB:infinity, RLIMIT_CPU=60, memlock:-1');
  assert.deepEqual(limits, [
    limit('nofile', 65536),
    limit('core', -1),
    limit('nproc', 100, 200),
    limit('as', 2 ** 30, -1),
    limit('cpu', 60),
    limit('memlock', -1),
  ]);
  assert.deepEqual(rlimits(rlimitsText(limits) ?? ''), limits);
  assert.deepEqual(rlimits(' '), []);
});

const REFUSED: readonly (readonly [title: string, convert: (value: string) => unknown, texts: readonly string[]])[] = [
  ['environment_file', (text) => environmentFiles(text, machine), [',', '/a,,/b', '-', '/a/', '/a,']],
  [
    'environment_secret',
    (text) => environmentSecrets(text, machine),
    ['/a', 'A', 'A:', ':/a', 'A B:/a', 'A:/a/', 'A:-', '9:/a'],
  ],
  [
    'rlimits',
    rlimits,
    [
      'nofile',
      'nofile:',
      'nofile:x',
      'nofile:-2',
      'files:1',
      'nofile:2:1',
      'nofile:unlimited:5',
      'nofile:1:2:3',
      'nofile:1KB',
    ],
  ],
  ['rlimits', rlimits, ['nofile:1,nofile:2', 'nofile:1,', 'nofile:1.5', 'as:1TB', ':5']],
  ['nice', between(-20, 19), ['', '20', '-21', '1.5', 'high']],
  ['export_environment', (text) => exportTargets(text, machine), ['etc/environment', '/etc/', '/a,', ',']],
  ['export_environment_exclude', namePatterns, ['A B', 'A=1', 'A,,B', '!', '!!A', '$X']],
];

for (const [title, convert, texts] of REFUSED) {
  for (const text of texts) {
    test(`${title} refuses '${text}' and says what would be right`, () => {
      assert.throws(() => convert(text), { name: 'BadValue', expected: /./ });
    });
  }
}

function load(file: string): Config {
  const result = loadConfig(file, surroundings());
  if (!result.ok) throw new Error(result.error);
  return result.config;
}

function processIn(config: Config, name: string): ProcessConfig {
  const found = config.groups.flatMap(({ processes }) => processes).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no process ${name}`);
  return found;
}

const DEFAULTS = `[supervisord]
environment=COMMON="1",A="common"
[program-default]
autorestart=true
stopwaitsecs=3
environment_file=/app.env
stdout_logfile=/tmp/%(program_name)s.out
[program:a]
command=/bin/cat
stopwaitsecs=4
environment=A="own"
[fcgi-program:f]
command=/bin/cat
socket=tcp://localhost:9000
[eventlistener:l]
command=/bin/cat
events=EVENT
[DEFAULT]
stopwaitsecs=5
startsecs=6
`;

describe('[program-default]', () => {
  test('holds for what a program itself says nothing of, before [DEFAULT]', (t) => {
    const config = load(write(t, DEFAULTS));
    const shown = ['a', 'f', 'l'].map((name) => {
      const { autorestart, stopwaitsecs, startsecs, stdout_logfile } = processIn(config, name);
      return [name, autorestart, stopwaitsecs, startsecs, stdout_logfile];
    });
    assert.deepEqual(shown, [
      ['a', true, 4, 6, '/tmp/a.out'],
      ['f', true, 3, 6, '/tmp/f.out'],
      ['l', 'unexpected', 5, 6, 'AUTO'],
    ]);
  });

  test('may stand in another file, whose folder %(here)s is', (t) => {
    const file = write(t, {
      'supervisord.conf': '[supervisord]\n[include]\nfiles=sub/*.ini\n[program:a]\ncommand=/bin/cat\n',
      'sub/defaults.ini': '[program-default]\ndirectory=%(here)s/x\n',
    });
    assert.equal(processIn(load(file), 'a').directory, `${file.replace('supervisord.conf', 'sub')}/x`);
  });

  test('holds for programs that are added at run time', (t) => {
    const config = load(write(t, DEFAULTS));
    const added = readAddedProgram(
      { name: 'new', group: 'g', options: { command: '/bin/cat' } },
      config,
      surroundings(),
    );
    assert.ok(added.ok);
    assert.equal(added.processes[0]?.stopwaitsecs, 3);
    assert.deepEqual(added.processes[0]?.environment_inherited, ['COMMON', 'A']);
  });

  test('is part of every program in a dump, which means the same', (t) => {
    const result = loadConfig(write(t, DEFAULTS), surroundings());
    assert.ok(result.ok);
    const again = load(write(t, dumpIni(result)));
    assert.deepEqual(again.groups, result.config.groups);
  });

  test('gives its own place in messages, once', (t) => {
    const text =
      '[supervisord]\n[program-default]\nnice=99\n[program:a]\ncommand=/bin/cat\n[program:b]\ncommand=/bin/cat\n';
    const file = write(t, text);
    const printed = renderProblems(checkConfig(file, surroundings())).replaceAll(file, 'x.conf');
    assert.equal(
      printed,
      "x.conf:3: [program-default] nice: not a valid number: '99' (expected a whole number from -20 to 19)\n",
    );
  });
});

test('what a program has from [supervisord] alone is known where files come in between', (t) => {
  const config = load(write(t, DEFAULTS));
  assert.deepEqual(processIn(config, 'a').environment_inherited, ['COMMON']);
  assert.equal(processIn(config, 'l').environment_inherited, undefined);
});

interface CheckCase {
  readonly title: string;
  readonly lines: string;
  readonly says: readonly string[];
}

const CHECKS: readonly CheckCase[] = [
  {
    title: 'each new key of a program says what is wrong with its value, at its place',
    lines:
      'environment_file=/a/\nenvironment_secret=PW\nuser_env=maybe\nnice=20\noom_score_adj=1001\nrlimits=files:1\nno_new_privileges=2\nmax_runtime=0\n',
    says: [
      "x.conf:4: [program:a] environment_file: not the path of a file: '/a/' (expected paths of files with commas, each with a - before it if it may be missing)",
      "x.conf:5: [program:a] environment_secret: not a valid secret: 'PW' (expected NAME:/path/of/file with commas, a - before the path if the file may be missing)",
      "x.conf:6: [program:a] user_env: not a valid boolean value: 'maybe' (expected true or false (yes/no, on/off, 1/0))",
      "x.conf:7: [program:a] nice: not a valid number: '20' (expected a whole number from -20 to 19)",
      "x.conf:8: [program:a] oom_score_adj: not a valid number: '1001' (expected a whole number from -1000 to 1000)",
      "x.conf:9: [program:a] rlimits: no resource limit is called 'files' (expected as, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack)",
      "x.conf:10: [program:a] no_new_privileges: not a valid boolean value: '2' (expected true or false (yes/no, on/off, 1/0))",
      "x.conf:11: [program:a] max_runtime: not a valid duration: '0' (expected more than 0: seconds such as 10 or 0.5, or a number with ms, s, m, h or d)",
    ],
  },
  {
    title: 'a line of an environment file that cannot be understood is an error at its place',
    lines: 'environment_file=%(here)s/app.env\nnumprocs=2\nprocess_name=%(process_num)d\n',
    says: [
      'app.env:2: [program:a] environment_file: no NAME=value (expected NAME=value or # comment)',
      'app.env:3: [program:a] environment_file: no closing " for the value of B (expected NAME=value or # comment)',
    ],
  },
  {
    title: 'files that are not there yet are only told of, and not if they may be missing',
    lines: 'environment_file=-/none/a, /none/b\nenvironment_secret=A:-/none/c,B:/none/d\n',
    says: ['b', 'd'].map(
      (name, index) =>
        `x.conf:${4 + index}: [program:a] environment_${index === 0 ? 'file' : 'secret'}: warning: /none/${name}: cannot be read: ENOENT (no such file or directory) (the program cannot be started like this; a - before the path of a file that may be missing)`,
    ),
  },
  {
    title: 'a secret that no variable can hold',
    lines: 'environment_secret=A:%(here)s/binary\n',
    says: [
      'x.conf:4: [program:a] environment_secret: warning: binary: it holds a NUL byte, which no variable can (the program cannot be started like this; a - before the path of a file that may be missing)',
    ],
  },
];

for (const { title, lines, says } of CHECKS) {
  test(`--check: ${title}`, (t) => {
    const file = write(t, {
      'x.conf': `[supervisord]\n[program:a]\ncommand=/bin/cat\n${lines}`,
      'app.env': 'A=1\nnot one\nB="s3cret\n',
      binary: 's3cret\0',
    });
    const printed = renderProblems(checkConfig(file, surroundings())).replaceAll(file.replace('x.conf', ''), '');
    assert.deepEqual(printed.split('\n').slice(0, -1), says);
    assert.doesNotMatch(printed, /s3cret/);
  });
}

test('--check: keys of [supervisord]', (t) => {
  const file = write(t, '[supervisord]\nexport_environment=etc/environment\nexport_environment_exclude=A B\n');
  const printed = renderProblems(checkConfig(file, surroundings())).replaceAll(file, 'x.conf');
  assert.equal(
    printed,
    "x.conf:2: [supervisord] export_environment: not the path of a file: 'etc/environment' (expected absolute paths of files with commas: /etc/environment, /etc/profile.d/10-container.sh)\n" +
      "x.conf:3: [supervisord] export_environment_exclude: not a pattern for names: 'A B' (expected names with * and ?, with commas, and a ! before what is to be exported all the same)\n",
  );
});
