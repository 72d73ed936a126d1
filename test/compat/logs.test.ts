import { renameSync } from 'node:fs';
import type { Daemon } from '../helpers/daemon.ts';
import { type ProgramCase, sideBySide } from '../helpers/sideBySide.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** Writes what it has to write in the first moment and stays. */
function writer(
  name: string,
  title: string,
  script: string,
  keys: string,
  shows: readonly RegExp[],
  more: Partial<ProgramCase> = {},
): ProgramCase {
  return { name, title, lines: `command=sh -c '${script}; exec sleep 1000'\nstartsecs=2\n${keys}`, shows, ...more };
}

/** 100 lines of 100 bytes in one write. */
const BURST = 'head -c 10000 /dev/zero | tr "\\\\0" x | fold -w 99';

sideBySide({
  title: 'logs: where output goes',
  oneGroup: true,
  daemon: {
    files: {
      'old.out': 'from before\n',
      'bytes.sh': { mode: 0o755, text: '#!/bin/sh\nprintf "\\000\\377\\r\\n\\303"; exec sleep 1000\n' },
    },
  },
  programs: [
    writer('both', 'stdout and stderr go to their files', 'echo out; echo err >&2', '', [
      /"stdout": "out\\n"/,
      /"stderr": "err\\n"/,
    ]),
    writer('old', 'a log that exists is appended to', 'echo new', '', [/"stdout": "from before\\nnew\\n"/]),
    writer(
      'joined',
      'redirect_stderr puts both in the order of writing',
      'echo 1; echo 2 >&2; echo 3',
      'redirect_stderr=true\nstderr_logfile=NONE',
      [/1\\n2\\n3\\n/],
    ),
    writer(
      'warned',
      'redirect_stderr with a stderr_logfile warns and ignores the file',
      'echo 1; echo 2 >&2',
      'redirect_stderr=true\nstderr_logfile={dir}/unused.err',
      [/1\\n2/],
      {
        files: ['unused.err'],
        mentions: /For \[program:warned\]/,
      },
    ),
    writer('none', 'NONE keeps nothing', 'echo lost', 'stdout_logfile=NONE\nstderr_logfile=none', [/"stdout": null/]),
    writer('null', '/dev/null without rotation', 'echo lost', 'stdout_logfile=/dev/null\nstdout_logfile_maxbytes=0', [
      /success: null/,
    ]),
    writer('partial', 'a last line without its newline is kept as it is', 'printf "no newline"', '', [
      /"stdout": "no newline"/,
    ]),
    { name: 'bytes', title: 'bytes are not touched', lines: 'command={dir}/bytes.sh', shows: [/\\u0000ÿ\\r\\nÃ/] },
    writer(
      'shared',
      'two channels may share one file',
      'echo out; sleep 0.3; echo err >&2',
      'stdout_logfile={dir}/shared.out\nstderr_logfile={dir}/shared.out',
      [/out\\nerr\\n/],
    ),
    writer('ansi', 'without strip_ansi escapes are kept', 'printf "\\\\033[31mred\\\\033[0m\\\\n"', '', [
      /\\u001b\[31mred/,
    ]),
    writer(
      'expand',
      'log names are expanded',
      'echo named',
      'stdout_logfile=%(here)s/%(program_name)s-%(process_num)d-%(group_name)s.log',
      [/named/],
      {
        files: ['expand-0-all.log'],
      },
    ),
    {
      name: 'last',
      title: 'what a program writes at its very end is kept',
      lines: `command=sh -c 'trap "echo bye; exit 0" TERM; echo hello; while :; do sleep 0.1; done'`,
      shows: [/hello\\nbye\\n/],
    },
    {
      name: 'exiting',
      title: 'all output of a program that ends at once is kept',
      lines: `command=sh -c 'while [ ! -e {dir}/go ]; do sleep 0.1; done; echo one; echo two >&2; head -c 50000 /dev/zero | tr "\\\\0" y; echo; echo end'
        startsecs=0
        autorestart=false`,
      shows: [/y{1000}.*\\nend\\n/],
    },
  ],
  steps: async (daemon) => {
    daemon.sandbox.write('go', '');
    await daemon.waitLog(/^exited: exiting/);
    daemon.signal('SIGTERM');
    return {};
  },
});

/** Names of the sandbox's files that start with one of these, with their sizes. */
function sizes(daemon: Daemon, names: readonly string[]): Record<string, number | null> {
  return Object.fromEntries(names.map((name) => [name, daemon.sandbox.read(name)?.length ?? null]));
}

const backups = (name: string, count: number): string[] => [
  name,
  ...Array.from({ length: count }, (_, index) => `${name}.${index + 1}`),
];

/**
 * Writes `$3` lines of 61 bytes, each after the one before has arrived in the log `$1`; `$2` is the descriptor. Two lines
 * that are read at once are written at once and rotate differently.
 */
const PACED = `#!/bin/sh
look() { stat -c '%i %s %y' {dir}/$log 2>/dev/null; }
log=$1
for i in $(seq "$3"); do
  was=$(look)
  printf '%060d\\n' "$i" >&$2
  while [ "$(look)" = "$was" ]; do sleep 0.05; done
  sleep 0.05
done
echo done > {dir}/$log.done
exec sleep 1000
`;

function paced(
  name: string,
  title: string,
  lines: number,
  keys: string,
  shows: readonly RegExp[],
  channel: 'out' | 'err' = 'out',
): ProgramCase {
  return {
    name,
    title,
    lines: `command={dir}/paced.sh ${name}.${channel} ${channel === 'out' ? 1 : 2} ${lines}\n${keys}`,
    shows,
    files: backups(`${name}.${channel}`, 4),
  };
}

const PACED_LOGS = ['lines.out', 'single.out', 'discard.out', 'errs.err'];

sideBySide({
  title: 'logs: rotation',
  oneGroup: true,
  daemon: { files: { 'full.out': 'z'.repeat(600), 'full.out.1': 'older\n', 'paced.sh': { mode: 0o755, text: PACED } } },
  programs: [
    writer(
      'burst',
      'a burst in one write overshoots maxbytes and is rotated away whole',
      `${BURST} > {dir}/burst.tmp; cat {dir}/burst.tmp`,
      'stdout_logfile_maxbytes=1KB\nstdout_logfile_backups=3',
      [/"stdout": ""/],
      {
        files: backups('burst.out', 4),
      },
    ),
    paced(
      'lines',
      'line by line: backups in order, the oldest gone',
      8,
      'stdout_logfile_maxbytes=100\nstdout_logfile_backups=2',
      [/0008/],
    ),
    paced('single', 'a single backup', 7, 'stdout_logfile_maxbytes=100\nstdout_logfile_backups=1', [/0007/, /0006/]),
    paced('discard', 'backups=0 throws the data away', 5, 'stdout_logfile_maxbytes=100\nstdout_logfile_backups=0', [
      /0005/,
      /"files.discard.out.1": null/,
    ]),
    paced(
      'errs',
      'stderr rotates by its own limits',
      4,
      'stderr_logfile_maxbytes=100\nstderr_logfile_backups=1',
      [/0004/],
      'err',
    ),
    writer('unlimited', 'maxbytes=0 never rotates', BURST, 'stdout_logfile_maxbytes=0', [/x{99}/], {
      files: backups('unlimited.out', 1),
    }),
    writer(
      'full',
      'a file that is over its size already is rotated with the first write',
      'echo first',
      'stdout_logfile_maxbytes=500',
      [/first/],
      {
        files: backups('full.out', 2),
      },
    ),
    writer(
      'exact',
      'a file of exactly maxbytes is rotated',
      'printf 0123456789',
      'stdout_logfile_maxbytes=10',
      [/0123456789/],
      { files: backups('exact.out', 1) },
    ),
  ],
  steps: async (daemon) => {
    await waitFor('the end of the paced programs', () =>
      PACED_LOGS.every((name) => daemon.sandbox.read(`${name}.done`)),
    );
    daemon.signal('SIGTERM');
    return {};
  },
  afterExit: async (daemon) => sizes(daemon, backups('burst.out', 3)),
});

sideBySide({
  title: 'logs: SIGUSR2 after a rename',
  oneGroup: true,
  daemon: {
    files: {
      'ticker.sh': {
        mode: 0o755,
        text: '#!/bin/sh\ntrap "echo told" USR1\necho before\nwhile :; do sleep 0.1; done\n',
      },
    },
  },
  programs: [
    {
      name: 'moved',
      title: 'output after SIGUSR2 goes to a new file',
      lines: 'command={dir}/ticker.sh',
      files: ['moved.out.old'],
      shows: [/"stdout": "told\\n"/, /"files.moved.out.old": "before\\n"/],
    },
    {
      name: 'kept',
      title: 'a log that was not renamed is appended to',
      lines: 'command={dir}/ticker.sh',
      shows: [/"stdout": "before\\ntold\\n"/],
    },
  ],
  steps: async (daemon) => {
    const { sandbox } = daemon;
    renameSync(sandbox.path('moved.out'), sandbox.path('moved.out.old'));
    renameSync(sandbox.path('supervisord.log'), sandbox.path('supervisord.log.old'));
    const pids = ['moved', 'kept'].map((name) => pidIn(sandbox.read('supervisord.log.old') ?? '', name));
    daemon.signal('SIGUSR2');
    await waitFor(
      'the new files',
      () => sandbox.read('moved.out') !== null && sandbox.read('supervisord.log') !== null,
    );
    for (const pid of pids) process.kill(pid, 'SIGUSR1');
    await waitFor('output after it', () =>
      ['moved.out', 'kept.out'].every((name) => sandbox.read(name)?.includes('told')),
    );
    daemon.signal('SIGTERM');
    return {};
  },
  afterExit: async ({ sandbox, log }) => ({
    'old log ends with':
      sandbox.read('supervisord.log.old')?.trimEnd().split(' ').slice(3).join(' ') === undefined
        ? null
        : lastText(sandbox.read('supervisord.log.old') ?? ''),
    'new log starts with': log()[0]?.text,
  }),
  // The messages about the programs' start are in the renamed log.
  shows: [/"old log ends with": "supervisord logreopen"/, /received SIGTERM/],
});

function pidIn(log: string, name: string): number {
  return Number(new RegExp(`spawned: '${name}' with pid (\\d+)`).exec(log)?.[1]);
}

function lastText(log: string): string {
  return log.trimEnd().split('\n').at(-1)?.slice('2000-01-01 00:00:00,000 INFO '.length) ?? '';
}

sideBySide({
  title: 'logs: strip_ansi',
  supervisord: 'strip_ansi=true',
  programs: [
    writer(
      'stripped',
      'escapes are taken out',
      'printf "\\\\033[31mred\\\\033[0m plain \\\\033[1;2Hxx\\\\033[2Jyy\\\\n"',
      '',
      [/"stdout": "red plain xxyy\\n"/],
    ),
    writer('raw', 'also on stderr', 'printf "a\\\\033[Kb\\\\n" >&2', '', [/"stderr": "ab\\n"/]),
  ],
});

sideBySide({
  title: 'logs: loglevel=debug echoes what programs write',
  supervisord: 'loglevel=debug',
  programs: [
    writer('echoed', 'both channels', 'echo out; sleep 0.3; echo err >&2', '', [
      /DEBG 'echoed' stdout output:\\nout\\n/,
      /DEBG 'echoed' stderr output:\\nerr\\n/,
    ]),
    writer('silentlog', 'also where there is no log file', 'echo seen', 'stdout_logfile=NONE', [
      /DEBG 'silentlog' stdout output:\\nseen\\n/,
    ]),
  ],
});

for (const output of ['file', 'pipe'] as const) {
  sideBySide({
    title: `logs: /dev/stdout and /dev/stderr, the daemon's own being a ${output}`,
    supervisord: 'silent=true',
    daemon: { output },
    programs: [
      writer(
        'console',
        '/dev/stdout and /dev/stderr with maxbytes=0 are the daemon’s own',
        'echo to-out; echo to-err >&2',
        'stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\nstderr_logfile=/dev/stderr\nstderr_logfile_maxbytes=0',
        [/success: console/],
      ),
      writer(
        'numbered',
        '/dev/fd/1',
        'sleep 0.4; echo by-number',
        'stdout_logfile=/dev/fd/1\nstdout_logfile_maxbytes=0',
        [/success: numbered/],
      ),
    ],
    afterExit: async (daemon) => {
      await waitFor('the copy of the output', () => daemon.stdout().includes('by-number'));
      return { 'on stdout': daemon.stdout() };
    },
    shows: [/"on stdout": "to-out\\nby-number\\n"/, /"stderr": "to-err\\n"/],
  });
}
