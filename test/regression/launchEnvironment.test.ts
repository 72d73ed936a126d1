import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchMessage, takeLaunch } from '../../src/util/launch.ts';

const SEPARATOR = '\x01';

interface Case {
  readonly title: string;
  /** What Node finds after the launcher's shell. */
  readonly env: NodeJS.ProcessEnv;
  /** What there was before it. */
  readonly before: readonly string[];
  readonly expected: NodeJS.ProcessEnv;
}

const CASES: readonly Case[] = [
  {
    title: 'variables that the shell adds do not reach programs',
    env: { PATH: '/bin', PWD: '/srv', SHLVL: '1', _: '/usr/bin/node' },
    before: ['PATH=/bin'],
    expected: { PATH: '/bin' },
  },
  {
    title: 'a variable that the shell changes keeps its value',
    env: { PWD: '/srv', SHLVL: '3' },
    before: ['PWD=/tmp/../srv', 'SHLVL=2'],
    expected: { PWD: '/tmp/../srv', SHLVL: '2' },
  },
  {
    title: 'names that are no shell identifiers survive (dash drops them)',
    env: {},
    before: ['spring.datasource.url=jdbc:x', 'WITH-DASH=1'],
    expected: { 'spring.datasource.url': 'jdbc:x', 'WITH-DASH': '1' },
  },
  {
    title: 'a value of several lines stays one value',
    env: { KEY: 'a\nb.c=d' },
    before: ['KEY=a\nb.c=d', 'EMPTY='],
    expected: { KEY: 'a\nb.c=d', EMPTY: '' },
  },
];

for (const { title, env, before, expected } of CASES) {
  test(title, () => {
    const message = ['1024\n', ...before, ''].join(SEPARATOR);
    const now: NodeJS.ProcessEnv = { ...env, TSUPERVISORD_LAUNCH: message };
    assert.deepEqual(takeLaunch(now), { nofile: 1024 });
    assert.deepEqual(now, expected);
  });
}

test('an environment that was too big to hand over stays as it is', () => {
  const env: NodeJS.ProcessEnv = { A: '1', TSUPERVISORD_LAUNCH: 'unlimited' };
  assert.deepEqual(takeLaunch(env), { nofile: -1 });
  assert.deepEqual(env, { A: '1' });
});

test('a Node process that we start ourselves is told the limit', () => {
  assert.deepEqual(takeLaunch({ TSUPERVISORD_LAUNCH: launchMessage({ nofile: 4096 }) }), { nofile: 4096 });
  assert.equal(launchMessage({ nofile: null }), undefined);
});
