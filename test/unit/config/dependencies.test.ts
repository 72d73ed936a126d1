import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadConfig } from '../../../src/config/load.ts';
import { dependsOn, dependsOnText } from '../../../src/config/types/dependsOn.ts';
import { notifyFd, watchdog } from '../../../src/config/types/notify.ts';
import { healthProbe, probe, probeText } from '../../../src/config/types/probe.ts';
import { surroundings } from './surroundings.ts';

const PROBES = [
  ['tcp:localhost:5432', { kind: 'tcp', host: 'localhost', port: 5432 }],
  ['tcp:5432', { kind: 'tcp', host: '127.0.0.1', port: 5432 }],
  ['tcp:[::1]:80', { kind: 'tcp', host: '::1', port: 80 }],
  ['http://localhost:8080/health?x=1', { kind: 'http', url: 'http://localhost:8080/health?x=1' }],
  ['https://localhost/', { kind: 'http', url: 'https://localhost/' }],
  ['exec: pg_isready -q', { kind: 'exec', command: 'pg_isready -q' }],
  ['log:started in [0-9.]+ seconds', { kind: 'log', pattern: 'started in [0-9.]+ seconds' }],
  ['file:/run/app.ready', { kind: 'file', path: '/run/app.ready' }],
  ['notify', { kind: 'notify' }],
] as const;

for (const [text, expected] of PROBES) {
  test(`the probe '${text}' is read, and written as it can be read`, () => {
    assert.deepEqual(probe(text), expected);
    assert.deepEqual(probe(probeText(probe(text)) ?? ''), expected);
  });
}

for (const text of [
  '',
  'tcp:',
  'tcp:host:0',
  'tcp:host:65536',
  'tcp::80',
  'http://',
  'exec:',
  'log:(',
  'file:',
  'nope:x',
  '/x',
]) {
  test(`the probe '${text}' is refused with what would be right`, () => {
    assert.throws(() => probe(text), { name: 'BadValue', expected: /./ });
  });
}

test('a line of output is no sign of health', () => assert.throws(() => healthProbe('log:ok'), /cannot tell/));

test('nor is what a program says of itself', () => assert.throws(() => healthProbe('notify'), /no health check/));

for (const value of ['', '0', '2', '256', 'x', '3.5', '-1']) {
  test(`the descriptor '${value}' is refused`, () => assert.throws(() => notifyFd(value), { name: 'BadValue' }));
}

for (const value of ['', '0', '0ms', '-1', 'soon']) {
  test(`the time '${value}' for a watchdog is refused`, () =>
    assert.throws(() => watchdog(value), { name: 'BadValue' }));
}

test('dependencies are read, and written as they can be read', () => {
  const read = dependsOn('db:ready, migrate:done,cache, web:web_01, web:web_01:healthy');
  assert.deepEqual(
    read.map(({ name, condition }) => `${name} ${condition}`),
    ['db ready', 'migrate done', 'cache started', 'web:web_01 started', 'web:web_01 healthy'],
  );
  assert.deepEqual(dependsOn(dependsOnText(read) ?? ''), read);
});

for (const text of ['', 'a,', ':ready', 'a b', 'a:b:c', 'a/b:c d']) {
  test(`the dependencies '${text}' are refused`, () => assert.throws(() => dependsOn(text), { name: 'BadValue' }));
}

const directory = mkdtempSync(join(tmpdir(), 'dependencies-'));
after(() => rmSync(directory, { recursive: true }));

function load(programs: Readonly<Record<string, string>>) {
  const file = join(directory, 'supervisord.conf');
  const sections = Object.entries(programs).map(([name, lines]) => `[${name}]\n${lines}\n`);
  writeFileSync(file, `[supervisord]\n${sections.join('\n')}`);
  const result = loadConfig(file, surroundings());
  return result.ok ? result.config.programs : `${result.error} (line ${result.problem.line}: ${result.problem.hint})`;
}

const SLEEP = 'command=sleep 1';

test('names of programs stand for their processes, in groups too', () => {
  const programs = load({
    'program:web': `${SLEEP}\ndepends_on=db, pair, pair:pair_1`,
    'program:db': SLEEP,
    'program:pair': `${SLEEP}\nnumprocs=2\nprocess_name=%(program_name)s_%(process_num)d`,
    'group:g': 'programs=db',
  });
  assert.deepEqual(programs, { web: ['web:web'], db: ['g:db'], pair: ['pair:pair_0', 'pair:pair_1'] });
});

test('a program with notify_fd can be waited for', () => {
  assert.deepEqual(load({ 'program:a': `${SLEEP}\ndepends_on=b:ready`, 'program:b': `${SLEEP}\nnotify_fd=3` }), {
    a: ['a:a'],
    b: ['b:b'],
  });
});

test('without dependencies nothing is looked up', () => assert.deepEqual(load({ 'program:web': SLEEP }), {}));

const FAULTS: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  [
    'an unknown name',
    { 'program:web': `${SLEEP}\ndepends_on=wbe` },
    /names unknown program wbe \(line 4: did you mean web/,
  ],
  ['itself', { 'program:a': `${SLEEP}\ndepends_on=a` }, /in a circle: a -> a \(line 4/],
  [
    'a circle of three',
    {
      'program:a': `${SLEEP}\ndepends_on=b`,
      'program:b': `${SLEEP}\ndepends_on=c`,
      'program:c': `${SLEEP}\ndepends_on=a`,
    },
    /in a circle: a -> b -> c -> a/,
  ],
  [
    'its own group',
    { 'program:a': `${SLEEP}\ndepends_on=g`, 'program:b': SLEEP, 'group:g': 'programs=a,b' },
    /in a circle: g:a -> g:a/,
  ],
  [
    'readiness of a program that cannot be seen to be ready',
    { 'program:a': `${SLEEP}\ndepends_on=b:ready`, 'program:b': SLEEP },
    /wants b to be ready, but it has no ready option \(line 4/,
  ],
  [
    'a descriptor beside another probe',
    { 'program:a': `${SLEEP}\nready=tcp:localhost:80\nnotify_fd=3` },
    /notify_fd goes with ready=notify, and ready is tcp:localhost:80.*\(line 4: leave ready out/,
  ],
  ['a descriptor of the usual three', { 'program:a': `${SLEEP}\nnotify_fd=1` }, /not a valid number.*\(line 4/],
  ['a watchdog without time', { 'program:a': `${SLEEP}\nwatchdog_sec=0` }, /not a valid time.*\(line 4/],
  ['a probe that is none', { 'program:a': `${SLEEP}\nready=tcp:x` }, /not a valid address.*\(line 4/],
];

for (const [title, programs, expected] of FAULTS) {
  test(`${title} is an error with its line`, () => assert.match(String(load(programs)), expected));
}
