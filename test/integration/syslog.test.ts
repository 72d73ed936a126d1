import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { noNamespace } from '../helpers/pidNamespace.ts';
import { signal } from '../helpers/processes.ts';
import { OWN_DEV } from '../helpers/syslogDaemon.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** Debian's rsyslogd, which the daemon supervises as well, behind a /dev/log of its own. */

const RSYSLOGD = '/usr/sbin/rsyslogd';
const skip = noNamespace || (existsSync(RSYSLOGD) ? false : `${RSYSLOGD} is not installed`);

const RSYSLOG = `
global(workDirectory="{dir}")
module(load="imuxsock")
template(name="all" type="string" string="%syslogfacility-text%.%syslogseverity-text% %programname%[%procid%]:%msg%\\n")
*.* action(type="omfile" file="{dir}/all.log" template="all")
`;

/** Starts once \`up\` exists. */
const GATE = `#!/bin/sh
while [ ! -e {dir}/up ]; do sleep 0.05; done
exec ${RSYSLOGD} -n -iNONE -f {dir}/rsyslog.conf
`;

/** Says a line for each of the files \`say.1\`, \`say.2\`, … */
const TALK = `#!/bin/sh
for i in 1 2 3 4 5 6; do
  while [ ! -e {dir}/say.$i ]; do sleep 0.02; done
  echo "line $i"
  echo "said $i" > {dir}/said.$i
done
exec sleep 1000
`;

const config = (logfile: string) => `
[supervisord]
logfile=${logfile}
pidfile={dir}/supervisord.pid
[program:rsyslog]
command={dir}/gate.sh
priority=1
startsecs=0
autorestart=true
[program:talker]
command={dir}/talk.sh
stdout_syslog=true
startsecs=0
`;

const FILES = {
  'rsyslog.conf': RSYSLOG,
  'gate.sh': { text: GATE, mode: 0o755 },
  'talk.sh': { text: TALK, mode: 0o755 },
};

function withSyslog(logfile: string, use: (daemon: Daemon) => Promise<void>): Promise<void> {
  const wrap = ['unshare', '--mount', 'sh', '-c', `${OWN_DEV}exec "$@"`, 'sh'];
  return withDaemon({ flavour: 'ours', config: config(logfile), files: FILES, wrap }, use);
}

async function say(daemon: Daemon, ...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    daemon.sandbox.write(`say.${number}`, '');
    await waitFor(`line ${number} to be said`, () => daemon.sandbox.read(`said.${number}`));
  }
}

const arrived = ({ sandbox }: Daemon): string[] => (sandbox.read('all.log') ?? '').split('\n').slice(0, -1);

const awaitLine = (daemon: Daemon, number: number) =>
  waitFor(
    `line ${number} in the log of rsyslog`,
    () => arrived(daemon).some((line) => line.endsWith(`line ${number}`)),
    {
      state: () => `${daemon.sandbox.read('all.log')}\n${daemon.messages().join('\n')}`,
    },
  );

test('Lines of programs reach rsyslog, also those from before it was up and from while it was restarted', {
  skip,
  timeout: 60_000,
}, async () => {
  await withSyslog('{dir}/supervisord.log', async (daemon) => {
    const { sandbox } = daemon;
    await say(daemon, 1);
    await daemon.waitLog(/^cannot send to syslog/);
    sandbox.write('up', '');
    await awaitLine(daemon, 1);
    await daemon.waitLog(/^syslog \(\/dev\/log\) takes messages again; 0 of them were dropped$/);
    await say(daemon, 2);
    await awaitLine(daemon, 2);
    rmSync(sandbox.path('up'));
    signal(daemon.programPid('rsyslog'), 'SIGTERM');
    await daemon.waitLog(/^exited: rsyslog/);
    await say(daemon, 3, 4);
    sandbox.write('up', '');
    await awaitLine(daemon, 4);
    await say(daemon, 5, 6);
    await awaitLine(daemon, 6);
    const lines = arrived(daemon).filter((line) => line.includes('talker'));
    assert.deepEqual(
      lines,
      [1, 2, 3, 4, 5, 6].map((number) => `user.info supervisord[-]: talker line ${number}`),
    );
    const errors = daemon.messages().filter((message) => /cannot send to syslog/.test(message));
    assert.equal(errors.length, 1, errors.join('\n'));
    assert.match(errors[0] ?? '', /^ERRO cannot send to syslog \(\/dev\/log\): ENOENT \(no such file or directory\)/);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
  });
});

test('An activity log in syslog arrives there; without a daemon stderr says so, and what was lost at the end', {
  skip,
  timeout: 60_000,
}, async () => {
  await withSyslog('syslog', async (daemon) => {
    const errors = () => daemon.stderr().split('\n').slice(0, -1);
    await waitFor('the complaint', () =>
      errors().some((line) => line.includes('ERRO cannot send to syslog (/dev/log)')),
    );
    daemon.sandbox.write('up', '');
    await waitFor('the log', () => arrived(daemon).some((line) => / INFO spawned: 'talker' with pid \d+$/.test(line)));
    const [first] = arrived(daemon).filter((line) => line.includes(' supervisord'));
    assert.match(first ?? '', /^user\.info supervisord\[-\]: \d{4}-\d\d-\d\d [\d:,]+ CRIT /);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
    const last = errors().at(-1) ?? '';
    assert.match(last, /WARN \d+ messages for syslog \(\/dev\/log\) were lost: no daemon took them before the end$/);
  });
});
