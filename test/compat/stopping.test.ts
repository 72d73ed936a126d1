import type { Daemon } from '../helpers/daemon.ts';
import { isAlive } from '../helpers/processes.ts';
import { type ProgramCase, sideBySide } from '../helpers/sideBySide.ts';
import { pause } from '../helpers/waitFor.ts';

const FILES = {
  /** Tells which signal it got and exits with `$1`. */
  'tell.sh': {
    mode: 0o755,
    text: '#!/bin/sh\nfor s in HUP INT QUIT USR1 USR2 TERM; do trap "echo got $s; exit $1" $s; done\nwhile :; do sleep 0.1; done\n',
  },
  /** Ignores what can be ignored. */
  'deaf.sh': { mode: 0o755, text: "#!/bin/sh\ntrap '' HUP INT QUIT USR1 USR2 TERM\nwhile :; do sleep 0.1; done\n" },
  /** A parent that ends at SIGTERM and a child in its group; `$1` names the file for the child's pid, `$2` is the child. */
  'parent.sh': {
    mode: 0o755,
    text: '#!/bin/sh\n{dir}/$2 0 &\necho $! > {dir}/$1.child\ntrap "exit 0" TERM\nwhile :; do sleep 0.1; done\n',
  },
  /** As above, but deaf. */
  'deafparent.sh': {
    mode: 0o755,
    text: "#!/bin/sh\n{dir}/$2 0 &\necho $! > {dir}/$1.child\ntrap '' TERM\nwhile :; do sleep 0.1; done\n",
  },
};

const SIGNALS: readonly (readonly [value: string, got: string])[] = [
  ['TERM', 'TERM'],
  ['HUP', 'HUP'],
  ['INT', 'INT'],
  ['QUIT', 'QUIT'],
  ['USR1', 'USR1'],
  ['USR2', 'USR2'],
  ['SIGHUP', 'HUP'],
  ['usr1', 'USR1'],
  ['2', 'INT'],
];

const bySignal: ProgramCase[] = SIGNALS.map(([value, got]) => ({
  name: `s${value}`,
  title: `stopsignal=${value} sends SIG${got}`,
  lines: `command={dir}/tell.sh 0
    stopsignal=${value}`,
  shows: [new RegExp(`got ${got}`), /INFO stopped: \S+ \(exit status 0\)/],
}));

sideBySide({
  title: 'stopping: signals and exit status',
  oneGroup: true,
  daemon: { files: FILES },
  programs: [
    ...bySignal,
    {
      name: 'skill',
      title: 'stopsignal=KILL kills without further words',
      lines: `command={dir}/deaf.sh
        stopsignal=KILL`,
      shows: [/WARN stopped: skill \(terminated by SIGKILL\)"/],
    },
    {
      name: 'code3',
      title: 'an exit status that exitcodes does not name makes the stop a warning',
      lines: 'command={dir}/tell.sh 3',
      shows: [/WARN stopped: code3 \(exit status 3\)/],
    },
    {
      name: 'code3listed',
      title: 'an exit status of exitcodes makes the stop an info',
      lines: `command={dir}/tell.sh 3
        exitcodes=3`,
      shows: [/INFO stopped: code3listed \(exit status 3\)/],
    },
    {
      name: 'deaf',
      title: 'a program that ignores the stop signal is killed after stopwaitsecs',
      lines: `command={dir}/deaf.sh
        stopwaitsecs=1`,
      shows: [/WARN killing 'deaf' \(<pid>\) with SIGKILL/, /WARN stopped: deaf \(terminated by SIGKILL\)/],
    },
    {
      name: 'szero',
      title: 'stopsignal=0 sends nothing and SIGKILL follows after stopwaitsecs',
      lines: `command={dir}/tell.sh 0
        stopsignal=0
        stopwaitsecs=1`,
      shows: [/WARN killing 'szero'/, /"stdout": ""/],
    },
    {
      name: 'nowait',
      title: 'stopwaitsecs=0 kills at once a program that is deaf',
      lines: `command={dir}/deaf.sh
        stopwaitsecs=0`,
      shows: [/WARN killing 'nowait'/],
    },
  ],
});

sideBySide({
  title: 'stopping: children of a program',
  oneGroup: true,
  daemon: { files: FILES },
  programs: [
    family('plain', 'without stopasgroup a child outlives its parent', 'parent.sh', 'tell.sh', ''),
    family(
      'stopgroup',
      'stopasgroup=true sends the stop signal to the children too',
      'parent.sh',
      'tell.sh',
      'stopasgroup=true',
    ),
    family(
      'stopdeaf',
      'stopasgroup=true does not kill a child that is deaf once its parent has gone',
      'parent.sh',
      'deaf.sh',
      'stopasgroup=true',
    ),
    family(
      'killonly',
      'without killasgroup SIGKILL reaches the parent alone',
      'deafparent.sh',
      'deaf.sh',
      'stopwaitsecs=1',
    ),
    family(
      'killgroup',
      'killasgroup=true kills the children too',
      'deafparent.sh',
      'deaf.sh',
      'stopwaitsecs=1\nkillasgroup=true',
    ),
    family(
      'killwait',
      'killasgroup=true does not concern the first signal',
      'parent.sh',
      'tell.sh',
      'killasgroup=true',
    ),
    family(
      'both',
      'stopasgroup=true implies killasgroup',
      'deafparent.sh',
      'deaf.sh',
      'stopwaitsecs=1\nstopasgroup=true',
    ),
  ],
  afterExit: async (daemon) => {
    // The kernel has sent the signals; the children need a moment to act on them.
    await pause(500);
    return {
      survivors: ['plain', 'stopgroup', 'stopdeaf', 'killonly', 'killgroup', 'killwait', 'both'].filter((name) =>
        childLives(daemon, name),
      ),
    };
  },
  shows: [/"survivors": \[\s*"plain",\s*"stopdeaf",\s*"killonly",\s*"killwait"\s*\]/],
});

/** Without logs: what parent and child still say at the end, and whether it is read then, is a matter of the moment. */
function family(name: string, title: string, parent: string, child: string, more: string): ProgramCase {
  return {
    name,
    title,
    lines: `command={dir}/${parent} ${name} ${child}\nstdout_logfile=NONE\nstderr_logfile=NONE\n${more}`,
    shows: [new RegExp(`stopped: ${name} `)],
  };
}

function childLives(daemon: Daemon, name: string): boolean {
  return isAlive(Number(daemon.sandbox.read(`${name}.child`)));
}
