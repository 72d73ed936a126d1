import type { Daemon } from '../helpers/daemon.ts';
import { sideBySide } from '../helpers/sideBySide.ts';
import { waitFor } from '../helpers/waitFor.ts';

/**
 * `$1` program, `$2` how often it ends before it stays, `$3` exit code or signal. It ends when it is told to, after the
 * reference was seen to call it RUNNING: how long that takes depends on what else the machine does.
 */
const ENDS = {
  'ends.sh': {
    mode: 0o755,
    text: `#!/bin/sh
echo run >> {dir}/$1.runs
n=$(($(wc -l < {dir}/$1.runs)))
[ $n -gt $2 ] && exec sleep 1000
while [ ! -e {dir}/$1.go$n ]; do sleep 0.1; done
case $3 in [0-9]*) exit $3;; *) kill -$3 $$;; esac
`,
  },
};

/** How often each of these ends, and whether it comes back. */
const ENDING: Readonly<Record<string, { readonly times: number; readonly stays: boolean }>> = {
  expected: { times: 1, stays: false },
  listed: { times: 1, stays: false },
  noexitcodes: { times: 1, stays: false },
  never: { times: 1, stays: false },
  killed: { times: 1, stays: false },
  dumped: { times: 1, stays: false },
  realtime: { times: 1, stays: false },
  unlisted: { times: 2, stays: true },
  unexpected: { times: 2, stays: true },
  always: { times: 2, stays: true },
  signalled: { times: 2, stays: true },
};

async function endAll(daemon: Daemon): Promise<void> {
  for (const round of [1, 2]) {
    const names = Object.keys(ENDING).filter((name) => (ENDING[name]?.times ?? 0) >= round);
    for (const name of names) {
      await daemon.waitLog(new RegExp(`^success: ${name} `), round);
      daemon.sandbox.write(`${name}.go${round}`, '');
    }
    for (const name of names) await daemon.waitLog(new RegExp(`^exited: ${name} `), round);
  }
  for (const [name, { times, stays }] of Object.entries(ENDING)) {
    if (stays) await daemon.waitLog(new RegExp(`^success: ${name} `), times + 1);
    // RUNNING with startsecs=0 comes before the first line of the program has run.
    const runs = (): number => daemon.sandbox.read(`${name}.runs`)?.match(/run\n/g)?.length ?? 0;
    await waitFor(`the last run of ${name}`, () => runs() === (stays ? times + 1 : times));
  }
}

sideBySide({
  title: 'life cycle: what happens after an exit',
  supervisord: 'user=root',
  oneGroup: true,
  needsRoot: true,
  daemon: { files: ENDS },
  programs: [
    {
      name: 'stays',
      title: 'a program that stays up for startsecs enters RUNNING and is stopped at the end',
      lines: 'command=sleep 1000',
      shows: [
        /INFO spawned: 'stays'/,
        /INFO success: stays entered RUNNING state.* > than 1 seconds/,
        /WARN stopped: stays \(terminated by SIGTERM\)/,
      ],
    },
    {
      name: 'quiet',
      title: 'autostart=false starts nothing and says nothing',
      lines: `command=touch {dir}/quiet.ran
        autostart=false`,
      until: /never/,
      processes: [],
      shows: [/"files.quiet.ran": null/],
      files: ['quiet.ran'],
    },
    {
      name: 'zero',
      title: 'startsecs=0 is RUNNING at once',
      lines: `command=sleep 1000
        startsecs=0`,
      shows: [/> than 0 seconds/],
    },
    {
      name: 'slow',
      title: 'startsecs=2 is waited for',
      lines: `command=sleep 1000
        startsecs=2`,
      shows: [/> than 2 seconds/],
    },
    {
      name: 'expected',
      title: 'autorestart=unexpected leaves a program alone that exits with a code of exitcodes',
      lines: `command={dir}/ends.sh expected 1 0
        startsecs=0`,
      shows: [/INFO exited: expected \(exit status 0; expected\)/],
    },
    {
      name: 'listed',
      title: 'exitcodes names other codes as expected',
      lines: `command={dir}/ends.sh listed 1 7
        startsecs=0
        exitcodes=0, 7`,
      shows: [/INFO exited: listed \(exit status 7; expected\)/],
    },
    {
      name: 'unlisted',
      title: 'exit 0 is not expected where exitcodes does not name it',
      lines: `command={dir}/ends.sh unlisted 2 0
        startsecs=0
        exitcodes=2`,
      files: ['unlisted.runs'],
      shows: [/WARN exited: unlisted \(exit status 0; not expected\)/, /run\\nrun\\nrun/],
    },
    {
      name: 'noexitcodes',
      title: 'an empty exitcodes expects nothing',
      lines: `command={dir}/ends.sh noexitcodes 1 0
        startsecs=0
        autorestart=false
        exitcodes=`,
      shows: [/WARN exited: noexitcodes \(exit status 0; not expected\)/],
    },
    {
      name: 'unexpected',
      title: 'autorestart=unexpected restarts after another code',
      lines: `command={dir}/ends.sh unexpected 2 3
        startsecs=0`,
      files: ['unexpected.runs'],
      shows: [/WARN exited: unexpected \(exit status 3; not expected\)/, /run\\nrun\\nrun/],
    },
    {
      name: 'always',
      title: 'autorestart=true restarts after an expected exit too',
      lines: `command={dir}/ends.sh always 2 0
        startsecs=0
        autorestart=true`,
      files: ['always.runs'],
      shows: [/INFO exited: always \(exit status 0; expected\)/, /run\\nrun\\nrun/],
    },
    {
      name: 'never',
      title: 'autorestart=false leaves a program alone whatever its exit code',
      lines: `command={dir}/ends.sh never 1 9
        startsecs=0
        autorestart=false`,
      shows: [/WARN exited: never \(exit status 9; not expected\)/],
    },
    {
      name: 'killed',
      title: 'a death by a signal is not expected and named',
      lines: `command={dir}/ends.sh killed 1 KILL
        startsecs=0
        autorestart=false`,
      shows: [/WARN exited: killed \(terminated by SIGKILL; not expected\)/],
    },
    {
      name: 'dumped',
      title: 'a core dump is named',
      lines: `command=sh -c 'ulimit -c unlimited; exec {dir}/ends.sh dumped 1 SEGV'
        startsecs=0
        autorestart=false
        directory={dir}`,
      shows: [/WARN exited: dumped \(terminated by SIGSEGV/],
    },
    {
      name: 'realtime',
      title: 'a death by a signal without a name is told by its number',
      lines: `command={dir}/ends.sh realtime 1 RTMIN+6
        startsecs=0
        autorestart=false`,
      shows: [/WARN exited: realtime \(terminated by signal 40; not expected\)/],
    },
    {
      name: 'signalled',
      title: 'autorestart=unexpected restarts a program that was killed from outside',
      lines: `command={dir}/ends.sh signalled 2 TERM
        startsecs=0
        exitcodes=0`,
      files: ['signalled.runs'],
      shows: [/WARN exited: signalled \(terminated by SIGTERM; not expected\)/, /run\\nrun\\nrun/],
    },
  ],
  steps: async (daemon) => {
    await endAll(daemon);
    daemon.signal('SIGTERM');
    return {};
  },
  shows: [
    /WARN received SIGTERM indicating exit request/,
    /"exit.code": 0/,
    /Set uid to user 0 succeeded|supervisord started with pid/,
  ],
});

sideBySide({
  title: 'life cycle: exits before startsecs',
  oneGroup: true,
  programs: [0, 1, 2, 3]
    .map((retries) => ({
      name: `retries${retries}`,
      title: `startretries=${retries}: ${retries + 1} starts, then FATAL`,
      lines: `command=sh -c 'echo started >> {dir}/retries${retries}.runs; exit 4'
        startsecs=10
        startretries=${retries}`,
      until: /^gave up/,
      files: [`retries${retries}.runs`],
      shows: [
        new RegExp(`WARN exited: retries${retries} \\(exit status 4; not expected\\)`),
        /entered FATAL state, too many start retries too quickly/,
      ],
    }))
    .concat([
      {
        name: 'early0',
        title: 'exit 0 before startsecs is not expected either',
        lines: `command=sh -c 'exit 0'
        startsecs=10
        startretries=0`,
        until: /^gave up/,
        files: [],
        shows: [/WARN exited: early0 \(exit status 0; not expected\)/],
      },
      {
        name: 'earlysignal',
        title: 'a death by a signal before startsecs goes the same way',
        lines: `command=sh -c 'kill -INT $$; sleep 5'
        startsecs=10
        startretries=1
        autorestart=false`,
        until: /^gave up/,
        files: [],
        shows: [/WARN exited: earlysignal \(terminated by SIGINT; not expected\)/],
      },
      {
        name: 'recovers',
        title: 'a start that succeeds after failures is a success, and the count of tries starts again',
        lines: `command={dir}/recovers.sh
        startsecs=5
        startretries=3`,
        until: /^success/,
        files: ['recovers.runs'],
        shows: [/success: recovers entered RUNNING/, /run\\nrun\\nrun/],
      },
    ]),
  daemon: {
    files: {
      'recovers.sh': {
        mode: 0o755,
        text: '#!/bin/sh\necho run >> {dir}/recovers.runs\n[ "$(wc -l < {dir}/recovers.runs)" -gt 2 ] && exec sleep 1000\nexit 1\n',
      },
    },
  },
});
