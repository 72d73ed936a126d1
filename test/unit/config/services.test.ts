import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { checkConfig } from '../../../src/config/check/check.ts';
import { dumpIni } from '../../../src/config/dump/ini.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { Config, ProcessConfig } from '../../../src/model/config.ts';
import { surroundings, write } from './surroundings.ts';

const SCRIPT = '#!/bin/sh\nexec sleep 1000\n';
const MAIN = '[supervisord]\n[include]\nservices=sv\n';

describe('Service directories', () => {
  test('become programs of their names that are started again for ever', (t) => {
    const { file, folder } = tree(t, {
      'web/run': SCRIPT,
      '.off/run': SCRIPT,
      'a file': '',
      'down/run': SCRIPT,
      'down/down': '',
    });
    symlinkSync(join(folder, 'web'), join(folder, 'linked'));
    const { web, down, linked } = processes(file);
    assert.deepEqual(Object.keys(processes(file)).sort(), ['down', 'linked', 'web']);
    assert.deepEqual([web?.command, web?.directory], [join(folder, 'web/run'), join(folder, 'web')]);
    assert.deepEqual([web?.autostart, web?.autorestart, web?.restart_forever, web?.startsecs], [true, true, true, 0]);
    assert.deepEqual([web?.backoff_initial, web?.backoff_max, web?.stdout_logfile], [1, 1, '/dev/stdout']);
    assert.equal(down?.autostart, false);
    assert.equal(linked?.directory, join(folder, 'linked'));
  });

  test('have their other files understood', (t) => {
    const { file, folder } = tree(t, {
      'one/run': SCRIPT,
      'one/finish': SCRIPT,
      'one/check': SCRIPT,
      'one/env/A': 'a',
      'two/run': SCRIPT,
      'two/finish': SCRIPT,
      'two/notification-fd': '4\n',
      'two/timeout-kill': '2500\n',
      'two/timeout-finish': '700\n',
      'two/down-signal': 'SIGINT\n',
      'three/run': '#!/command/with-contenv sh\n',
      'three/finish': SCRIPT,
      'three/timeout-kill': '0',
    });
    const { one, two, three } = processes(file);
    assert.deepEqual(
      [one?.finish, one?.finish_arguments, one?.finish_timeout],
      [join(folder, 'one/finish'), 'runit', 0],
    );
    assert.deepEqual(one?.ready, { kind: 'exec', command: join(folder, 'one/check') });
    assert.deepEqual(one?.environment_file, [{ path: join(folder, 'one/env'), optional: true }]);
    assert.deepEqual([two?.notify_fd, two?.ready, two?.stopwaitsecs, two?.stopsignal], [4, { kind: 'notify' }, 3, 2]);
    assert.deepEqual([two?.finish_arguments, two?.finish_timeout], ['s6', 0.7]);
    assert.deepEqual([three?.finish_arguments, three?.finish_timeout, three?.stopwaitsecs], ['s6', 5, 86_400]);
  });

  test('give their logger the reading end of a pipe, and wait for it unless it is down or cannot start', (t) => {
    const { file } = tree(t, {
      'a/run': SCRIPT,
      'a/log/run': SCRIPT,
      'b/run': SCRIPT,
      'b/log/run': SCRIPT,
      'b/log/down': '',
      'c/run': SCRIPT,
      'c/log/main/current': '',
    });
    const { a, b, c, 'a-log': log } = processes(file);
    assert.deepEqual([a?.stdout_pipe, log?.stdin_pipe], ['a-log', 'a-log']);
    assert.deepEqual(a?.depends_on, [{ name: 'a-log', condition: 'started' }]);
    assert.deepEqual([b?.depends_on, c?.depends_on], [[], []]);
  });

  test('give way to a section of the same name, and to [program-default] for where output goes', (t) => {
    const main = `${MAIN}[program:web]\nstopwaitsecs=77\n[program-default]\nstdout_logfile=/tmp/all\nautorestart=false\n`;
    const { file } = tree(t, { 'web/run': SCRIPT }, main);
    const { web } = processes(file);
    assert.deepEqual([web?.stopwaitsecs, web?.stdout_logfile, web?.autorestart], [77, '/tmp/all', true]);
  });

  test('leave standard error to redirect_stderr', (t) => {
    const main = `${MAIN}[program-default]\nredirect_stderr=true\n`;
    const { file } = tree(t, { 'web/run': SCRIPT }, main);
    assert.deepEqual([problemsOf(file), processes(file).web?.redirect_stderr], [[], true]);
  });

  test('may be named one by one, with patterns and expressions, and with odd paths', (t) => {
    const main = MAIN.replace('sv', '%(here)s/sv/a%%b sv/w*');
    const { file, folder } = tree(
      t,
      { 'a%b/run': SCRIPT, 'web/run': SCRIPT, 'w c/run': SCRIPT, 'other/run': SCRIPT },
      main,
    );
    const messages = problemsOf(file);
    assert.deepEqual(Object.keys(processes(file)), ['a_b', 'w_c', 'web']);
    assert.equal(processes(file).w_c?.command, `"${folder}/w c/run"`);
    assert.deepEqual(messages, [
      `the service ${folder}/a%b is called a_b here: no program can be called a%b (rename the directory)`,
      `the service ${folder}/w c is called w_c here: no program can be called w c (rename the directory)`,
    ]);
  });

  test('of the same name, given or made, are not mixed: the first one is taken', (t) => {
    const files = { 'a/run': SCRIPT, 'a/log/run': SCRIPT, 'a-log/run': SCRIPT, 'ü b/run': SCRIPT, 'ü_b/run': SCRIPT };
    const { file, folder } = tree(t, files);
    assert.deepEqual(Object.keys(processes(file)).sort(), ['a', 'a-log', 'ü_b']);
    const [first, , second] = problemsOf(file);
    assert.match(first ?? '', /a-log is passed over: \S+\/a\/log has its name, a-log \(rename the directory\)$/);
    assert.match(second ?? '', /ü_b is passed over: /);
    assert.equal(processes(file)['a-log']?.directory, join(folder, 'a/log'));
  });

  test('mean the same when they are dumped and read back', (t) => {
    const { file } = tree(t, { 'web/run': SCRIPT, 'web/log/run': SCRIPT, 'web/finish': SCRIPT, 'web/env/A': 'a' });
    const loaded = loadConfig(file, surroundings());
    assert.ok(loaded.ok);
    const again = write(t, dumpIni(loaded));
    assert.deepEqual(load(again).groups, loaded.config.groups);
  });

  test('that cannot work are told with path, reason and what to do', (t) => {
    const { file, folder } = tree(t, {
      'plain/run': SCRIPT,
      'plain/finish': SCRIPT,
      'plain/control/t': SCRIPT,
      'plain/notification-fd': 'x',
      'bare/run': 'exec sleep 1000\n',
      'oneshot/run': SCRIPT,
      'oneshot/type': 'oneshot',
      'empty/down': '',
    });
    chmodSync(join(folder, 'plain/run'), 0o644);
    chmodSync(join(folder, 'plain/finish'), 0o644);
    const run = join(folder, 'plain/run');
    assert.deepEqual(problemsOf(file), [
      `${folder}/bare/run: it is no program and does not begin with #!, so that the service cannot start (#!/bin/sh)`,
      `the service ${folder}/empty is passed over: there is no file run in it (add ${folder}/empty/run)`,
      `the service ${folder}/oneshot is passed over: its type is oneshot (tsupervisord convert reads the sources of s6-rc)`,
      `${run}: it is not executable, so that the service cannot start (chmod +x ${run})`,
      `${folder}/plain/finish: it is not executable, and is not run (chmod +x ${folder}/plain/finish)`,
      `${folder}/plain/notification-fd: it says "x" and has no effect (expected a descriptor from 3 to 255)`,
      `${folder}/plain/control: signals are sent as they are: t in it have no effect (stopsignal and stop_sequence say what it gets)`,
    ]);
    assert.deepEqual(problemsOf(write(t, MAIN)).length, 1);
  });
});

function tree(t: TestContext, files: Readonly<Record<string, string>>, main = MAIN) {
  const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [`sv/${name}`, text]));
  const file = write(t, { 'supervisord.conf': main, ...placed });
  const folder = join(dirname(file), 'sv');
  mkdirSync(folder, { recursive: true });
  for (const name of Object.keys(files)) chmodSync(join(folder, name), 0o755);
  return { file, folder };
}

function load(file: string): Config {
  const result = loadConfig(file, surroundings());
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result.config;
}

function processes(file: string): Record<string, ProcessConfig | undefined> {
  return Object.fromEntries(load(file).groups.map(({ name, processes: [process] }) => [name, process]));
}

function problemsOf(file: string): string[] {
  return checkConfig(file, surroundings()).map(({ message, hint }) =>
    hint === null ? message : `${message} (${hint})`,
  );
}
