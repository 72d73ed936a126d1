import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { checkConfig } from '../../../src/config/check/check.ts';
import { commandWords } from '../../../src/config/commandWords.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { convert } from '../../../src/convert/main.ts';
import type { ProcessConfig } from '../../../src/model/config.ts';
import { surroundings, write } from '../config/surroundings.ts';

/** A form that other people's files have, and what has to become of it. */
interface Case {
  /** The first one is converted, or its directory where the name ends so. */
  readonly files: Readonly<Record<string, string>>;
  readonly path?: string;
  /** By program: the words of its command. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /** By program: options as they are loaded. */
  readonly options?: Readonly<Record<string, Partial<ProcessConfig>>>;
  /** What has to be in the text. */
  readonly text?: readonly RegExp[];
  /** Names of the programs that are no comments. */
  readonly programs?: readonly string[];
}

const unit = (service: string, more = ''): Case['files'] => ({
  'a.service': `[Unit]\n${more}\n[Service]\n${service}\n[Install]\nWantedBy=multi-user.target\n`,
});
const compose = (services: string): Case['files'] => ({ 'compose.yaml': `services:\n${services}\n` });
const nofile = [{ name: 'nofile', soft: 5, hard: 9 }] as const;

const CASES: Readonly<Record<string, Case>> = {
  'Procfile: a release that fails is not tried again': {
    files: { Procfile: 'release: rake db:migrate\nweb: rails s\n' },
    options: { release: { type: 'oneshot', autorestart: false, startsecs: 0 } },
  },
  'compose: a dollar sign that starts no variable stays': {
    files: compose(`  a: {command: ["sh", "-c", "echo $(date) $1 5$ $$X \${Y-z}"]}`),
    words: { a: ['sh', '-c', 'echo $(date) $1 5$ $X z'] },
  },
  'compose: a line is split as compose does it, not as a shell does': {
    files: compose(`  a: {command: 'x "a\\tb" ''c\\d'' e\\ f "" $(g h) 2>log'}\n  b: {command: make all && make run}`),
    words: { a: ['x', 'atb', 'c\\d', 'e f', '', '$(g h)'], b: ['make', 'all'] },
    text: [/^; not carried over: && make run of command \(line 3\): compose passes it over/m],
  },
  'compose: options alone are for the ENTRYPOINT of the image': {
    files: compose('  a: {image: "mysql:8", command: --ansi}\n  b: {image: x, entrypoint: run, command: --all}'),
    words: { b: ['run', '--all'] },
    text: [/^; not carried over: the command, which is in the image mysql:8/m, /^;command=FILL-IN --ansi$/m],
    programs: ['b'],
  },
  'compose: an end with 0 is no failed start where failures only are started again': {
    files: compose('  a: {command: x, restart: on-failure}\n  b: {command: x, restart: "on-failure:0"}'),
    options: { a: { type: 'oneshot', autorestart: 'unexpected' }, b: { restart_forever: true } },
  },
  'compose: values that mean nothing here, or the default, are no values': {
    files: compose(`  a:
    command: x
    stop_signal: SIGRTMIN+3
    user: ""
    working_dir: ""
    ulimits: {nofile: -1, nproc: 5, wind: 3, stack: {soft: 2, hard: 1}}
    healthcheck: {test: "true", interval: 0s, retries: 0}
  b: {command: x, deploy: {replicas: 0}}
  c: {command: x, depends_on: [b]}`),
    options: {
      a: { rlimits: [{ name: 'nproc', soft: 5, hard: 5 }], health_interval: 30, health_retries: 3, uid: null },
      b: { autostart: false },
    },
    text: [/the signal SIGRTMIN\+3, which/, /the limit nofile unlimited/, /the limit wind 3/, /the limit stack 2:1/],
  },
  'compose: a service has what it extends, of another file too': {
    files: {
      'compose.yaml': `services:
  a: {extends: {file: base/base.yaml, service: one}, command: own, environment: {B: 3}, env_file: own.env}
  b: {extends: a, depends_on: {a: {condition: service_started}}}`,
      'base/base.yaml': `services:
  zero: {environment: [A=1, B=2], stop_signal: INT, ulimits: {nofile: {soft: 5, hard: 9}}}
  one: {extends: {service: zero}, command: theirs, env_file: base.env, ulimits: {nofile: {soft: 5}}}`,
      'base/base.env': '',
      'own.env': '',
    },
    words: { a: ['own'], b: ['own'] },
    options: { b: { environment: { A: '1', B: '3' }, stopsignal: 2, rlimits: nofile } },
    text: [/^environment_file=\S+\/base\/base\.env, \S+\/own\.env$/m],
  },
  'systemd: lines that it passes over do not keep the rest from being carried over': {
    files: unit('nonsense\nExecStart=/bin/a\nEnvironment=A=1 odd\nTimeoutStopSec=soon\nPrivateTmp=no'),
    words: { a: ['/bin/a'] },
    options: { a: { environment: { A: '1' }, stopwaitsecs: 90, directory: '/' } },
    text: [
      /a\.service:4: neither a/,
      /Environment=odd \(a\.service:6\)/,
      /TimeoutStopSec=soon/,
      /^(?![\s\S]*PrivateTmp)/,
    ],
  },
  'systemd: a quote in a variable need not be closed, and a quoted semicolon is an argument': {
    files: unit(`Environment="A=it's so" 'B=x "y z"'\nExecStart=/bin/a $A $B ";" \\x3b`),
    words: { a: ['/bin/a', "it's", 'so', 'x', 'y z', ';', ';'] },
  },
  'systemd: an end with 0 is no failed start where failures only are started again': {
    files: {
      ...unit('ExecStart=/bin/a\nRestart=on-failure'),
      'b.service': '[Unit]\nAfter=a.service\n[Service]\nExecStart=/bin/b',
    },
    path: '.',
    options: {
      a: { type: 'oneshot', autorestart: 'unexpected' },
      b: { depends_on: [{ name: 'a', condition: 'started' }] },
    },
  },
  'systemd: a oneshot is tried once, and with a dash it cannot fail': {
    files: unit('Type=oneshot\nExecStart=/bin/a\nExecStart=-/bin/b'),
    words: { a: ['sh', '-c', '/bin/a && { /bin/b || :; }'] },
    options: { a: { type: 'oneshot', autorestart: false, startsecs: 0 } },
  },
  'systemd: what the kernel would refuse is not written, or said to need a right': {
    files: unit('ExecStart=/bin/a\nLimitNOFILE=infinity\nLimitCORE=infinity\nOOMScoreAdjust=-500\nNice=low'),
    options: { a: { rlimits: [{ name: 'core', soft: -1, hard: -1 }], oom_score_adj: -500, nice: null } },
    text: [/the limit nofile unlimited/, /^; assumed: the daemon has CAP_SYS_RESOURCE/m, /Nice=low/],
  },
  'systemd: a command that cannot be written is a comment': {
    files: unit('ExecStart=/bin/a "\\r"'),
    text: [/^; not carried over: command: a carriage return/m],
    programs: [],
  },
  'runit: finish, and a logger that is a program of its own, come along': {
    files: {
      'sv/web/run': '#!/bin/sh\nexec web 2>&1\n',
      'sv/web/finish': '#!/bin/sh\n',
      'sv/web/log/run': '#!/bin/sh\nexec logger -t web\n',
    },
    path: 'sv',
    options: {
      web: { stdout_pipe: 'web-log', depends_on: [{ name: 'web-log', condition: 'started' }] },
      'web-log': { stdin_pipe: 'web-log', autorestart: true, startsecs: 0 },
    },
    text: [/^; not carried over: finish: it is not executable/m],
  },
  's6: a pipeline of s6-rc is a pipe': {
    files: {
      'rc/web/type': 'longrun\n',
      'rc/web/run': '#!/bin/execlineb -P\nweb\n',
      'rc/web/producer-for': 'log\n',
      'rc/log/type': 'longrun\n',
      'rc/log/run': '#!/bin/execlineb -P\nlog\n',
      'rc/log/consumer-for': 'web\n',
      'rc/log/notification-fd': '3\n',
    },
    path: 'rc',
    options: { web: { stdout_pipe: 'log' }, log: { stdin_pipe: 'log', notify_fd: 3 } },
  },
};

describe('A form that is found elsewhere is understood:', () => {
  for (const [title, each] of Object.entries(CASES)) {
    test(title, async (t) => {
      const { text, processes } = await loaded(t, each);
      for (const [name, words] of Object.entries(each.words ?? {})) {
        assert.deepEqual(commandWords(processes.get(name)?.command ?? ''), words, name);
      }
      for (const [name, options] of Object.entries(each.options ?? {})) {
        const found = Object.entries(processes.get(name) ?? {}).filter(([key]) => key in options);
        assert.deepEqual(Object.fromEntries(found), options, name);
      }
      for (const pattern of each.text ?? []) assert.match(text, pattern);
      if (each.programs !== undefined) assert.deepEqual([...processes.keys()], each.programs);
    });
  }
});

/** Also: what is written has no problem in it. */
async function loaded(t: TestContext, { files, path }: Case) {
  const first = write(t, files);
  const root = first.slice(0, -(Object.keys(files)[0] ?? '').length);
  const { stdout, stderr } = await convert([path === undefined ? first : join(root, path)], 'tsupervisord', {});
  assert.equal(stderr, '');
  const file = write(t, stdout);
  assert.deepEqual(checkConfig(file, surroundings()), [], stdout);
  const result = loadConfig(file, surroundings());
  assert.ok(result.ok, result.ok ? '' : result.error);
  const processes = result.config.groups.flatMap(({ name, processes }) =>
    processes[0] === undefined ? [] : ([[name, processes[0]]] as const),
  );
  return { text: stdout, processes: new Map<string, ProcessConfig>(processes) };
}
