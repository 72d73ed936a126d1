import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { clearAutoLogs, createAutoLog, logFileOf } from '../../../src/logging/autoLogs.ts';
import { processConfig, reports, temporaryDirectory } from './fakes.ts';

function setUp(t: TestContext, identifier = 'supervisor') {
  const childlogdir = temporaryDirectory(t);
  const { messages, report } = reports();
  return { childlogdir, messages, auto: { childlogdir, identifier, report } };
}

test('An automatic log is made exclusively, for its owner only, under a random name', (t) => {
  const { childlogdir, auto } = setUp(t);
  const [a, b] = [createAutoLog('cat', 'stdout', auto), createAutoLog('cat', 'stdout', auto)];
  assert.match(basename(a), /^cat-stdout---supervisor-[a-z0-9_]{8}\.log$/);
  assert.notEqual(a, b);
  assert.equal(statSync(a).mode & 0o777, 0o600);
  assert.equal(readdirSync(childlogdir).length, 2);
});

test('A channel is logged to its path, to an automatic log or nowhere', (t) => {
  const { auto } = setUp(t);
  const config = processConfig({ stdout_logfile: '/x/log', stderr_logfile: 'AUTO' });
  assert.deepEqual(logFileOf(config, 'stdout', auto), { path: '/x/log', owned: false });
  assert.equal(logFileOf(config, 'stderr', auto)?.owned, true);
  assert.equal(logFileOf(processConfig(), 'stdout', auto), null);
});

test('An automatic log that cannot be made is reported and gets a name all the same', (t) => {
  const { childlogdir, messages, auto } = setUp(t);
  const path = createAutoLog('cat', 'stderr', { ...auto, childlogdir: join(childlogdir, 'missing') });
  assert.match(path, /missing\/cat-stderr---supervisor-/);
  assert.match(messages.join(), /^error: cannot create the log .*ENOENT/);
});

test('Automatic logs of the same identifier are cleared, with their backups, and nothing else', (t) => {
  const { childlogdir, messages, auto } = setUp(t, 'a.b+c');
  const gone = ['cat-stdout---a.b+c-12345678.log', 'cat-stderr---a.b+c-x.log.1', 'x---a.b+c-y.log.10'];
  const kept = ['cat-stdout---axb+c-12345678.log', '---a.b+c-y.log', 'cat.log', 'cat---a.b+c-two words.log'];
  for (const name of [...gone, ...kept]) writeFileSync(join(childlogdir, name), '');
  clearAutoLogs(auto);
  assert.deepEqual(readdirSync(childlogdir).sort(), [...kept].sort());
  assert.deepEqual(messages, []);
});

test('What cannot be cleared is told of', (t) => {
  const { childlogdir, messages, auto } = setUp(t);
  const name = join(childlogdir, 'd---supervisor-1.log');
  mkdirSync(name);
  clearAutoLogs(auto);
  clearAutoLogs({ ...auto, childlogdir: join(childlogdir, 'missing') });
  assert.deepEqual(messages, [`warn: Failed to clean up '${name}'`, 'warn: Could not clear childlog dir']);
});
