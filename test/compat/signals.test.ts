import type { Daemon } from '../helpers/daemon.ts';
import { selfCheck } from '../helpers/flavour.ts';
import { type ProgramCase, sideBySide } from '../helpers/sideBySide.ts';
import { waitFor } from '../helpers/waitFor.ts';

const SLEEPER: ProgramCase = {
  name: 'sleeper',
  title: 'its messages',
  lines: 'command=sleep 1000',
  shows: [/success: sleeper/],
};

/** Takes two seconds to end. */
const SLOW: ProgramCase = {
  name: 'slow',
  title: 'a program that takes its time ends by itself',
  lines: 'command={dir}/slow.sh',
  shows: [/stopped: slow \(exit status 0\)/],
};
const SLOW_FILE = {
  'slow.sh': {
    mode: 0o755,
    text: '#!/bin/sh\ntrap "echo ending; sleep 2.5; exit 0" TERM\nwhile :; do sleep 0.1; done\n',
  },
};

for (const name of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
  sideBySide({
    title: `signals: ${name} ends the daemon in order`,
    programs: [SLEEPER],
    steps: async (daemon) => {
      daemon.signal(name);
      return {};
    },
    afterExit: async (daemon) => ({ left: daemon.processes().length }),
    shows: [
      new RegExp(`WARN received ${name} indicating exit request`),
      /"exit.code": 0/,
      /"pidfile": null/,
      /"left": 0/,
    ],
  });
}

/** Waits until the stop is under way, which SIGTERM alone does not say. */
async function stopSlow(daemon: Daemon): Promise<void> {
  daemon.signal('SIGTERM');
  await waitFor('the stop signal at the program', () => daemon.sandbox.read('slow.out')?.includes('ending'));
}

sideBySide({
  title: 'signals: a second SIGTERM while waiting does no harm',
  programs: [SLOW],
  daemon: { files: SLOW_FILE },
  steps: async (daemon) => {
    await stopSlow(daemon);
    daemon.signal('SIGTERM');
    await daemon.waitLog(/^received SIGTERM/, 2);
    daemon.signal('SIGINT');
    return {};
  },
  shows: [/received SIGTERM.*received SIGTERM/s, /received SIGINT/, /"exit.code": 0/],
});

sideBySide({
  title: 'signals: SIGHUP during a shutdown is ignored and said so',
  programs: [SLOW],
  daemon: { files: SLOW_FILE },
  steps: async (daemon) => {
    await stopSlow(daemon);
    daemon.signal('SIGHUP');
    return {};
  },
  shows: [/WARN ignored SIGHUP indicating restart request \(shutdown in progress\)/, /"exit.code": 0/],
});

sideBySide({
  title: 'signals: SIGHUP restarts everything with the configuration as it is then',
  programs: [
    {
      ...SLEEPER,
      title: 'a program that stays is stopped and started again',
      shows: [/stopped: sleeper.*spawned: 'sleeper'/s],
    },
    {
      name: 'gone',
      title: 'a program that is not in the file any more is stopped for good',
      lines: 'command=sleep 1000',
      shows: [/stopped: gone/],
    },
    {
      name: 'changed',
      title: 'a program whose section changed runs with the new one',
      lines: 'command=sh -c "echo first; exec sleep 1000"',
      shows: [/first\\nsecond\\n/],
    },
  ],
  steps: async (daemon) => {
    const text = daemon.sandbox.read('supervisord.conf') ?? '';
    const next = text
      .replace(/\[program:gone\][^[]*/, '')
      .replace('echo first', 'echo second')
      .replace(
        '[program:sleeper]',
        '[program:fresh]\ncommand=sleep 1000\nstdout_logfile=NONE\nstderr_logfile=NONE\n\n[program:sleeper]',
      );
    daemon.sandbox.write('supervisord.conf', next);
    const before = daemon.sandbox.read('supervisord.pid');
    daemon.signal('SIGHUP');
    await daemon.waitLog(/^success: fresh/);
    await daemon.waitLog(/^success: sleeper/, 2);
    await daemon.waitLog(/^success: changed/, 2);
    const pid = daemon.sandbox.read('supervisord.pid') === before ? 'the same' : 'another';
    daemon.signal('SIGTERM');
    return { pid };
  },
  shows: [/WARN received SIGHUP indicating restart request/, /spawned: 'fresh'/, /"pid": "the same"/],
});

sideBySide({
  title: 'signals: SIGHUP with a configuration that is broken',
  programs: [
    {
      ...SLEEPER,
      title: 'the program',
      differences: [
        {
          at: 'log.sleeper',
          reason:
            'REFERENCE.md 5: the reference stops all programs and exits with 2; ours keeps them running on the old configuration until SIGTERM',
          reference: [
            "INFO spawned: 'sleeper' with pid <pid>",
            'INFO success: sleeper entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
            'WARN stopped: sleeper (terminated by SIGTERM)',
          ],
          ours: [
            "INFO spawned: 'sleeper' with pid <pid>",
            'INFO success: sleeper entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
            'WARN stopped: sleeper (terminated by SIGTERM)',
          ],
        },
      ],
    },
  ],
  steps: async (daemon) => {
    const text = daemon.sandbox.read('supervisord.conf') ?? '';
    daemon.sandbox.write('supervisord.conf', text.replace('command=sleep', 'startsecs=soon\ncommand=sleep'));
    const pid = daemon.programPid('sleeper');
    daemon.signal('SIGHUP');
    if (daemon.flavour === 'reference' || selfCheck) return { outcome: 'ends' };
    await daemon.waitLog(/invalid literal for int\(\) with base 10: 'soon'/);
    const outcome = daemon.exited() === null && daemon.programPid('sleeper') === pid ? 'goes on' : 'does not go on';
    daemon.signal('SIGTERM');
    return { outcome };
  },
  differences: [
    { at: 'outcome', reason: 'REFERENCE.md 5', reference: 'ends', ours: 'goes on' },
    { at: 'exit.code', reason: 'REFERENCE.md 5', reference: 2, ours: 0 },
    {
      at: 'stderr',
      reason: 'REFERENCE.md 5: ours says it in the log',
      reference: /Error: invalid literal for int\(\) with base 10: 'soon'/,
      ours: '',
    },
    {
      at: 'log',
      reason: 'REFERENCE.md 5',
      reference: /received SIGHUP/,
      ours: /received SIGHUP.*soon.*received SIGTERM/,
    },
  ],
});

sideBySide({
  title: 'signals: SIGTERM before a program has reached RUNNING',
  programs: [
    {
      name: 'starting',
      title: 'a program that is STARTING is stopped',
      lines: 'command=sleep 1000\nstartsecs=600',
      until: /^spawned/,
      shows: [/stopped: starting \(terminated by SIGTERM\)/],
    },
    {
      name: 'backoff',
      title: 'a program in BACKOFF is given up without a word',
      lines: `command=sh -c 'exit 1'
        startsecs=600
        startretries=1000`,
      // The third start has failed: three seconds until the next.
      until: /^exited/,
      shows: [/exited: backoff/],
    },
  ],
  steps: async (daemon) => {
    await daemon.waitLog(/^exited: backoff/, 3);
    daemon.signal('SIGTERM');
    return {};
  },
  shows: [/"exit.code": 0/],
});

sideBySide({
  title: 'signals: SIGCHLD, SIGUSR2 and what stands in the log about them',
  supervisord: 'loglevel=debug',
  programs: [SLEEPER],
  steps: async (daemon) => {
    daemon.signal('SIGUSR2');
    await daemon.waitLog(/^supervisord logreopen/);
    process.kill(daemon.programPid('sleeper'), 'SIGKILL');
    await daemon.waitLog(/^spawned: 'sleeper'/, 2);
    await daemon.waitLog(/^success: sleeper/, 2);
    daemon.signal('SIGTERM');
    return {};
  },
  shows: [/INFO received SIGUSR2 indicating log reopen request",\s*"INFO supervisord logreopen/],
});
