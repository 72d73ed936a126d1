import { sideBySide } from '../helpers/sideBySide.ts';

/**
 * Ends twice, then stays: restarts that can be counted. `$1` program, `$2` seconds before each end, `$3` exit code or
 * signal. The seconds are many because the reference needs a turn of its loop to see that the program is RUNNING.
 */
const TWICE = {
  'twice.sh': {
    mode: 0o755,
    text: '#!/bin/sh\necho run >> {dir}/$1.runs\n[ "$(wc -l < {dir}/$1.runs)" -gt 2 ] && exec sleep 1000\nsleep $2\ncase $3 in [0-9]*) exit $3;; *) kill -$3 $$;; esac\n',
  },
};

sideBySide({
  title: 'life cycle: what happens after an exit',
  supervisord: 'user=root',
  oneGroup: true,
  needsRoot: true,
  daemon: { files: TWICE },
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
      lines: `command=sh -c 'sleep 2.5; exit 0'
        startsecs=0`,
      until: /^exited/,
      shows: [/INFO exited: expected \(exit status 0; expected\)/],
    },
    {
      name: 'listed',
      title: 'exitcodes names other codes as expected',
      lines: `command=sh -c 'sleep 2.5; exit 7'
        startsecs=0
        exitcodes=0, 7`,
      until: /^exited/,
      shows: [/INFO exited: listed \(exit status 7; expected\)/],
    },
    {
      name: 'unlisted',
      title: 'exit 0 is not expected where exitcodes does not name it',
      lines: `command={dir}/twice.sh unlisted 2.5 0
        startsecs=0
        exitcodes=2`,
      until: /^spawned/,
      files: ['unlisted.runs'],
      shows: [/WARN exited: unlisted \(exit status 0; not expected\)/, /run\\nrun\\nrun/],
    },
    {
      name: 'noexitcodes',
      title: 'an empty exitcodes expects nothing',
      lines: `command=sh -c 'sleep 2.5; exit 0'
        startsecs=0
        autorestart=false
        exitcodes=`,
      until: /^exited/,
      shows: [/WARN exited: noexitcodes \(exit status 0; not expected\)/],
    },
    {
      name: 'unexpected',
      title: 'autorestart=unexpected restarts after another code',
      lines: `command={dir}/twice.sh unexpected 2.5 3
        startsecs=0`,
      until: /^spawned/,
      files: ['unexpected.runs'],
      shows: [/WARN exited: unexpected \(exit status 3; not expected\)/, /run\\nrun\\nrun/],
    },
    {
      name: 'always',
      title: 'autorestart=true restarts after an expected exit too',
      lines: `command={dir}/twice.sh always 2.5 0
        startsecs=0
        autorestart=true`,
      until: /^spawned/,
      files: ['always.runs'],
      shows: [/INFO exited: always \(exit status 0; expected\)/, /run\\nrun\\nrun/],
    },
    {
      name: 'never',
      title: 'autorestart=false leaves a program alone whatever its exit code',
      lines: `command=sh -c 'sleep 2.5; exit 9'
        startsecs=0
        autorestart=false`,
      until: /^exited/,
      shows: [/WARN exited: never \(exit status 9; not expected\)/],
    },
    {
      name: 'killed',
      title: 'a death by a signal is not expected and named',
      lines: `command=sh -c 'sleep 2.5; kill -KILL $$'
        startsecs=0
        autorestart=false`,
      until: /^exited/,
      shows: [/WARN exited: killed \(terminated by SIGKILL; not expected\)/],
    },
    {
      name: 'dumped',
      title: 'a core dump is named',
      lines: `command=sh -c 'ulimit -c unlimited; sleep 2.5; kill -SEGV $$'
        startsecs=0
        autorestart=false
        directory={dir}`,
      until: /^exited/,
      shows: [/WARN exited: dumped \(terminated by SIGSEGV/],
    },
    {
      name: 'realtime',
      title: 'a death by a signal without a name is told by its number',
      lines: `command=sh -c 'sleep 2.5; kill -40 $$'
        startsecs=0
        autorestart=false`,
      until: /^exited/,
      shows: [/WARN exited: realtime \(terminated by signal 40; not expected\)/],
    },
    {
      name: 'signalled',
      title: 'autorestart=unexpected restarts a program that was killed from outside',
      lines: `command={dir}/twice.sh signalled 2.5 TERM
        startsecs=0
        exitcodes=0`,
      until: /^spawned/,
      files: ['signalled.runs'],
      shows: [/WARN exited: signalled \(terminated by SIGTERM; not expected\)/, /run\\nrun\\nrun/],
    },
  ],
  steps: async (daemon) => {
    for (const name of ['unlisted', 'unexpected', 'always', 'signalled']) {
      await daemon.waitLog(new RegExp(`^success: ${name} `), 3);
    }
    await daemon.waitLog(/^success: slow/);
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
