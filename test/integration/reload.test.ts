import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { isAlive } from '../helpers/processes.ts';

const GOOD = oursConfig({ one: 'command=sleep 1000' });

/** What can be wrong with a configuration that was good. */
const BREAKS: readonly (readonly [what: string, breakIt: (daemon: Daemon) => void, says: RegExp])[] = [
  [
    'a value',
    (daemon) => void daemon.sandbox.write('supervisord.conf', `${GOOD}startsecs=soon\n`),
    /invalid literal for int\(\) with base 10: 'soon'/,
  ],
  ['a line', (daemon) => void daemon.sandbox.write('supervisord.conf', `${GOOD}nonsense\n`), /contains parsing errors/],
  [
    'an empty file',
    (daemon) => void daemon.sandbox.write('supervisord.conf', ''),
    /does not include supervisord section/,
  ],
  ['no file', (daemon) => rmSync(daemon.sandbox.path('supervisord.conf')), /could not find config file/],
  [
    'a user that does not exist',
    (daemon) => void daemon.sandbox.write('supervisord.conf', `${GOOD}user=nosuchuser\n`),
    /Invalid user name nosuchuser/,
  ],
];

for (const [what, breakIt, says] of BREAKS) {
  test(`SIGHUP with a broken configuration (${what}) keeps everything running and says why`, {
    timeout: 60_000,
  }, async () => {
    await withDaemon({ flavour: 'ours', config: GOOD }, async (daemon) => {
      await daemon.waitLog(/^success: one/);
      const pid = daemon.programPid('one');
      breakIt(daemon);
      daemon.signal('SIGHUP');
      await daemon.waitLog(says);
      assert.ok(isAlive(pid));
      assert.equal(daemon.programPid('one'), pid);
      daemon.sandbox.write('supervisord.conf', GOOD);
      daemon.signal('SIGHUP');
      await daemon.waitLog(/^success: one/, 2);
      assert.ok(!isAlive(pid));
      daemon.signal('SIGTERM');
      assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
    });
  });
}
