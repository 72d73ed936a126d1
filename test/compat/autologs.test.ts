import { readdirSync, statSync } from 'node:fs';
import type { Daemon } from '../helpers/daemon.ts';
import { sideBySide } from '../helpers/sideBySide.ts';

/** AUTO logs with their random part taken out. */
function autoLogs(daemon: Daemon, directory: string): string[] {
  return readdirSync(daemon.sandbox.path(directory))
    .filter((name) => name.includes('---'))
    .map(
      (name) =>
        `${name.replace(/-[A-Za-z0-9_]{8}\.log/, '-<random>.log')} ${(statSync(`${daemon.sandbox.path(directory)}/${name}`).mode & 0o777).toString(8)}`,
    )
    .sort();
}

const PROGRAM = {
  name: 'auto',
  lines: `command=sh -c 'echo kept; exec sleep 1000'
    stdout_logfile=AUTO
    stderr_logfile=AUTO`,
};

const OLD = {
  'logs/auto-stdout---supervisor-abcd1234.log': 'old',
  'logs/auto-stdout---supervisor-abcd1234.log.1': 'old',
  'logs/gone-stderr---supervisor-zzzzzzzz.log': 'old',
  'logs/auto-stdout---other-abcd1234.log': 'of another daemon',
  'logs/mine.log': 'not one of these',
};

const steps = async (daemon: Daemon): Promise<Readonly<Record<string, unknown>>> => {
  const running = autoLogs(daemon, 'logs');
  daemon.signal('SIGTERM');
  return { running };
};

sideBySide({
  title: 'AUTO logs: names, modes, and the removal of old ones at the start',
  sections: '[supervisord]\nchildlogdir={dir}/logs',
  daemon: { files: OLD },
  programs: [
    {
      ...PROGRAM,
      title: 'AUTO names a fresh file in childlogdir after program, channel and identifier',
      shows: [/success: auto/],
    },
  ],
  steps,
  afterExit: async (daemon) => ({ afterwards: autoLogs(daemon, 'logs'), other: daemon.sandbox.read('logs/mine.log') }),
  shows: [/auto-stdout---supervisor-<random>.log 600/, /auto-stderr---supervisor/, /---other-/],
});

sideBySide({
  title: 'AUTO logs: nocleanup=true keeps old ones',
  sections: '[supervisord]\nchildlogdir={dir}/logs\nnocleanup=true',
  daemon: { files: OLD },
  programs: [{ ...PROGRAM, title: 'a log that was there before stays', shows: [/success: auto/] }],
  steps,
  shows: [/gone-stderr---supervisor-<random>/],
});

sideBySide({
  title: 'AUTO logs: identifier',
  supervisord: 'identifier=mine',
  sections: '[supervisord]\nchildlogdir={dir}/logs',
  daemon: { files: { 'logs/a-stdout---mine-abcd1234.log': 'old', 'logs/a-stdout---supervisor-abcd1234.log': 'old' } },
  programs: [{ ...PROGRAM, title: 'identifier= is part of the name', shows: [/success: auto/] }],
  steps,
  shows: [/auto-stdout---mine-<random>/, /a-stdout---supervisor/],
});

sideBySide({
  title: 'AUTO logs: without a limit',
  programs: [
    {
      ...PROGRAM,
      lines: `${PROGRAM.lines}
        stdout_logfile_maxbytes=0`,
      title: 'AUTO with maxbytes=0 warns',
      mentions: /program:auto/,
      shows: [/WARN For \[program:auto\], AUTO logging used for stdout_logfile without rollover/],
    },
  ],
});
