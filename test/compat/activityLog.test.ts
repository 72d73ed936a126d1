import { parseActivityLog } from '../helpers/activityLog.ts';
import type { Daemon } from '../helpers/daemon.ts';
import { messagesOf } from '../helpers/daemon.ts';
import { sideBySide } from '../helpers/sideBySide.ts';
import { waitFor } from '../helpers/waitFor.ts';

const SLEEPER = {
  name: 'sleeper',
  title: 'its messages',
  lines: 'command=sleep 1000',
  shows: [/./],
};

/** The messages that went to the daemon's stdout, as the log file's. */
function onStdout(daemon: Daemon): string[] {
  return messagesOf(parseActivityLog(daemon.stdout()), daemon.sandbox.dir);
}

sideBySide({
  title: 'activity log: in the foreground it goes to stdout too',
  programs: [SLEEPER],
  afterExit: async (daemon) => ({
    'on stdout': onStdout(daemon),
    'both alike': onStdout(daemon).join() === daemon.messages().join(),
  }),
  shows: [/"both alike": true/, /INFO supervisord started with pid <pid>/],
});

sideBySide({
  title: 'activity log: silent=true keeps it from stdout',
  supervisord: 'silent=true',
  programs: [SLEEPER],
  afterExit: async (daemon) => ({ 'on stdout': daemon.stdout() }),
  shows: [/"on stdout": ""/],
});

sideBySide({
  title: 'activity log: logfile=/dev/stdout with logfile_maxbytes=0, as in containers',
  sections: '[supervisord]\nlogfile=/dev/stdout\nlogfile_maxbytes=0\nsilent=true',
  daemon: { logfile: 'stdout', output: 'pipe' },
  programs: [SLEEPER],
  shows: [/supervisord started/],
});

sideBySide({
  title: 'activity log: logfile=/dev/stdout without silent says everything twice',
  sections: '[supervisord]\nlogfile=/dev/stdout\nlogfile_maxbytes=0',
  daemon: { logfile: 'stdout', output: 'pipe' },
  programs: [SLEEPER],
  shows: [/supervisord started with pid <pid>",\s*"INFO supervisord started with pid <pid>/],
});

sideBySide({
  title: 'activity log: logfile=/dev/null',
  sections: '[supervisord]\nlogfile=/dev/null\nlogfile_maxbytes=0',
  daemon: { logfile: 'stdout' },
  programs: [SLEEPER],
  shows: [/supervisord started/],
});

for (const level of ['critical', 'error', 'warn', 'info', 'debug']) {
  sideBySide({
    title: `activity log: loglevel=${level}`,
    supervisord: `loglevel=${level}`,
    programs: [
      {
        name: 'p',
        title: 'messages of that level and above, and no others',
        lines: `command=sh -c 'while [ ! -e {dir}/go ]; do sleep 0.1; done; echo said; exit 3'
          startsecs=0
          autorestart=false`,
        until: /^never/,
        processes: [],
        mentions: /\bp\b|'p'/,
        files: ['p.out'],
        shows: [/said/],
      },
    ],
    steps: async (daemon) => {
      // At these levels it is told, and has to be told before the program ends.
      if (level === 'info' || level === 'debug') await daemon.waitLog(/^success: p /);
      daemon.sandbox.write('go', '');
      await waitFor('the end of the program', () => daemon.sandbox.read('p.out')?.includes('said'));
      // Both look at the exit within a second.
      await waitFor('its exit being seen', () => exitSeen(daemon), { within: 10_000 });
      daemon.signal('SIGTERM');
      return {};
    },
    shows: [level === 'critical' || level === 'error' ? /"exit.code": 0/ : /WARN received SIGTERM/],
  });
}

function exitSeen(daemon: Daemon): boolean {
  const shown = daemon.log().some(({ text }) => text.startsWith('exited: p '));
  return (
    shown ||
    (daemon.sandbox.read('supervisord.conf')?.match(/loglevel=(critical|error)/) !== null &&
      daemon.processes().length <= 1)
  );
}

sideBySide({
  title: 'activity log: rotation',
  supervisord: 'logfile_maxbytes=400\nlogfile_backups=3',
  programs: [{ ...SLEEPER, processes: [], until: /never/ }],
  steps: async (daemon) => {
    const all = (): string =>
      ['', '.1', '.2', '.3'].map((end) => daemon.sandbox.read(`supervisord.log${end}`) ?? '').join('');
    await waitFor('the message about RUNNING in one of the files', () => all().includes('success: sleeper'));
    daemon.signal('SIGTERM');
    return {};
  },
  files: ['supervisord.log', 'supervisord.log.1', 'supervisord.log.2', 'supervisord.log.3', 'supervisord.log.4'],
  // Only which message is in which file counts.
  shows: [/"files.supervisord.log.1": "/, /"files.supervisord.log.4": null/],
});

sideBySide({
  title: 'activity log: messages at the start, from what the configuration says',
  sections: '[include]\nfiles = more/*.conf none/*.ini',
  daemon: {
    files: {
      'more/b.conf': '[program:fromb]\ncommand=sleep 1000\n',
      'more/a.conf': '[program:froma]\ncommand=sleep 1000\n',
    },
  },
  programs: [SLEEPER],
  shows: [
    /INFO Included extra file \\"<dir>\/more\/a.conf\\" during parsing",\s*"INFO Included extra file \\"<dir>\/more\/b.conf/,
    /WARN No file matches via include \\"<dir>\/none\/\*\.ini\\"/,
    /spawned: 'froma'/,
  ],
});

sideBySide({
  title: 'activity log: identifier and a pidfile that cannot be written',
  supervisord: 'identifier=somebody',
  sections: '[supervisord]\npidfile={dir}/adirectory/',
  daemon: { files: { 'adirectory/x': '' } },
  programs: [SLEEPER],
  shows: [/CRIT could not write pidfile <dir>\/adirectory/],
});
