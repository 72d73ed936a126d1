import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { calls, rpcCase, type Step, until } from './rpcCase.ts';

const READS: readonly (readonly [offset: number | string | boolean, length: number | string])[] = [
  [0, 0],
  [0, 4],
  [2, 3],
  [8, 10],
  [10, 5],
  [100, 1],
  [-4, 0],
  [-100, 0],
  [-4, 1],
  [0, -1],
  [3, 0],
  ['1', ' 2 '],
  [1.9, 2],
  [true, 1],
];

const TAILS: readonly (readonly [offset: number, length: number])[] = [
  [0, 0],
  [0, 4],
  [0, 10],
  [0, 100],
  [4, 2],
  [9, 5],
  [10, 5],
  [11, 5],
  [100, 1],
  [-1, 5],
  [5, -1],
];

function reads(method: string): Step[] {
  return READS.map((range) => calls(method, ['ten', ...range]));
}

const writeMainLog: Step = {
  title: 'the activity log is given a content that is known',
  run: async ({ daemon }) => {
    writeFileSync(daemon.sandbox.path('supervisord.log'), '0123456789');
    return 'done';
  },
};

rpcCase({
  title: 'logs are read, followed and cleared',
  files: { 'ten.out': '0123456789', 'ten.err': 'äöü', 'old.out': 'from a life before\n' },
  sections: `
[program:ten]
command=/bin/cat
stdout_logfile={dir}/ten.out
stderr_logfile={dir}/ten.err
[program:none]
command=/bin/cat
stdout_logfile=NONE
stderr_logfile={dir}/never-written.err
autostart=false
[program:old]
command=/bin/cat
stdout_logfile={dir}/old.out
stderr_logfile={dir}/never.err
autostart=false
[program:odd]
command=/bin/cat
stdout_logfile={dir}/odd.out
autostart=false
[program:talks]
command=/bin/sh -c "echo first; read x; echo second; cat"
stdout_logfile={dir}/talks.out
redirect_stderr=true
`,
  steps: [
    until('ten', 'RUNNING'),
    until('talks', 'RUNNING'),
    ...reads('readProcessStdoutLog'),
    ...TAILS.map((range) => calls('tailProcessStdoutLog', ['ten', ...range])),
    calls('readProcessLog', ['ten', 0, 3]),
    calls('tailProcessLog', ['ten', 0, 3]),
    calls('readProcessStderrLog', ['ten', 0, 2]),
    calls('tailProcessStderrLog', ['ten', 0, 2]),
    calls('readProcessStderrLog', ['ten', 1, 1], {
      differs: { reason: 'an offset inside a character', reference: /"http":500/, ours: { value: '' } },
    }),
    calls('readProcessStdoutLog', ['ten', 'x', 0], {
      differs: { reason: 'no number', reference: /"http":500/, ours: { fault: [2, 'INCORRECT_PARAMETERS'] } },
    }),
    calls('readProcessStdoutLog', ['ten', 0]),
    calls('readProcessStdoutLog', ['none', 0, 0], { shows: /NO_FILE"/ }),
    calls('readProcessStderrLog', ['none', 0, 0], { shows: /NO_FILE: / }),
    calls('readProcessStdoutLog', ['none', -1, -1]),
    calls('tailProcessStdoutLog', ['none', 5, 5]),
    calls('tailProcessStderrLog', ['none', 5, 5]),
    calls('readProcessStdoutLog', ['nope', 0, 0]),
    calls('readProcessStdoutLog', ['ten:*', 0, 0]),
    calls('tailProcessStdoutLog', ['nope', 0, 0]),
    calls('readProcessStdoutLog', ['old', 0, 0]),
    {
      title: 'a log that is a directory',
      run: async ({ daemon, call }) => {
        mkdirSync(daemon.sandbox.path('odd.out'));
        return [
          await call('supervisor.readProcessStdoutLog', 'odd', -5, 0),
          await call('supervisor.tailProcessStdoutLog', 'odd', 3, 5),
        ];
      },
    },
    calls('sendProcessStdin', ['talks', 'x\n']),
    {
      title: 'what is written after a clear is in the new file',
      run: async ({ call, daemon }) => {
        const outcomes = [await call('supervisor.clearProcessLogs', 'talks')];
        await call('supervisor.sendProcessStdin', 'talks', 'third\n');
        for (let tries = 0; tries < 200 && !daemon.sandbox.read('talks.out')?.includes('third'); tries++) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return [...outcomes, daemon.sandbox.read('talks.out')?.endsWith('third\n')];
      },
      shows: /true\]/,
    },
    calls('clearProcessLog', ['ten']),
    calls('readProcessStdoutLog', ['ten', 0, 0]),
    calls('clearProcessLogs', ['old']),
    calls('readProcessStdoutLog', ['old', 0, 0], {
      differs: {
        reason: 'the reference says true and clears nothing where the process does not run',
        reference: /from a life before/,
        ours: { value: '' },
      },
    }),
    calls('clearProcessLogs', ['nope']),
    calls('clearProcessLogs', ['ten:*']),
    calls('clearAllProcessLogs', [], { shows: /"name":"talks"/ }),
    writeMainLog,
    calls('readLog', [0, 0]),
    calls('readMainLog', [2, 3]),
    calls('readLog', [-3, 0]),
    calls('readLog', [-3, 3]),
    calls('readLog', [0, -3]),
    calls('readLog', [0]),
    calls('clearLog', [1]),
    calls('clearLog'),
    calls('readLog', [0, 0]),
    {
      title: 'the activity log is gone',
      run: async ({ daemon, call }) => {
        rmSync(daemon.sandbox.path('supervisord.log'));
        return [await call('supervisor.readLog', 0, 0), await call('supervisor.clearLog')];
      },
      shows: /NO_FILE: .*NO_FILE"/,
    },
  ],
});
