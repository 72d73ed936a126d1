import { readFileSync } from 'node:fs';
import type { Difference } from '../helpers/difference.ts';
import { sideBySide } from '../helpers/sideBySide.ts';

/** REFERENCE.md, surprise 2. */
const PYTHON_SIGNALS: Difference = {
  at: 'probe.ignored',
  reason:
    "Python's own habit of ignoring SIGPIPE and SIGXFSZ reaches every program (REFERENCE.md 2); ours gives default dispositions",
  reference: '0000000001001000',
  ours: '0000000000000000',
};

const CREDENTIALS = ['uid', 'gid', 'groups', 'environment', 'capabilities', 'directory'];
const member = memberOfOtherGroups();

sideBySide({
  title: 'child: what a program gets',
  needsRoot: true,
  oneGroup: true,
  daemon: {
    env: { FROM_DAEMON: '1', OVER: 'daemon', EMPTY: '', UTF: 'grün' },
    files: { 'sub/x': '' },
  },
  supervisord: `environment=OVER="supervisord",GLOBAL="yes",TWO="global"
    umask=027`,
  programs: [
    {
      name: 'plain',
      title: 'argv, environment, descriptors, groups, signals and limits of a plain program',
      lines: 'command=/bin/sleep 1000',
      probe: ['*'],
      differences: [PYTHON_SIGNALS],
      shows: [
        /0 pipe A/,
        /1 pipe B/,
        /2 pipe C/,
        /"probe.processGroup": "its own"/,
        /"probe.session": "the daemon's"/,
        /SUPERVISOR_ENABLED=1/,
      ],
    },
    {
      name: 'redirected',
      title: 'redirect_stderr makes descriptor 2 the same pipe as 1',
      lines: `command=sh -c 'echo out; echo err >&2; exec sleep 1000'
        redirect_stderr=true
        stderr_logfile=NONE`,
      probe: ['descriptors'],
      shows: [/2 pipe B/, /out\\nerr/],
    },
    {
      name: 'nologs',
      title: 'without log files the pipes are there all the same',
      lines: `command=sleep 1000
        stdout_logfile=NONE
        stderr_logfile=NONE`,
      probe: ['descriptors'],
      shows: [/0 pipe A/, /2 pipe C/],
    },
    {
      name: 'order',
      title: "environment: the daemon's, then [supervisord]'s, then the program's, each over the one before",
      lines: `command=sleep 1000
        environment=OVER="program",TWO="program",PATH="/usr/bin:/bin"`,
      probe: ['environment'],
      shows: [/OVER=program/, /TWO=program/, /GLOBAL=yes/, /FROM_DAEMON=1/, /EMPTY=/],
    },
    {
      name: 'quotes',
      title: 'environment takes quotes, commas, equal signs, spaces and empty values',
      lines: `command=sleep 1000
        environment=A="1,2",B='x=y',C="with space",D="",E=bare/path-x.y:z,F="it's"`,
      probe: ['environment'],
      shows: [/A=1,2/, /B=x=y/, /C=with space/, /E=bare\/path-x.y:z/],
    },
    {
      name: 'names',
      title: 'environment may set what the daemon sets itself',
      lines: `command=sleep 1000
        environment=SUPERVISOR_ENABLED="mine",SUPERVISOR_PROCESS_NAME="p",SUPERVISOR_GROUP_NAME="g",HOME="/h"`,
      probe: ['environment'],
      shows: [/SUPERVISOR_ENABLED=mine/, /SUPERVISOR_GROUP_NAME=g/],
    },
    {
      name: 'serverurl',
      title: 'serverurl= sets SUPERVISOR_SERVER_URL',
      lines: `command=sleep 1000
        serverurl=http://example:1`,
      probe: ['environment'],
      shows: [/SUPERVISOR_SERVER_URL=http:\/\/example:1/],
    },
    {
      name: 'umask',
      title: 'umask= of a program',
      lines: `command=sh -c 'touch {dir}/masked; ls -l {dir}/masked | cut -c1-10; exec sleep 1000'
        umask=077`,
      probe: ['umask'],
      shows: [/-rw-------/, /0077/],
    },
    {
      name: 'daemonsumask',
      title: "without umask= a program has the daemon's own, which in the foreground is not [supervisord]'s",
      lines: 'command=sleep 1000',
      probe: ['umask'],
      shows: [/"probe.umask": "0022"/],
    },
    {
      name: 'directory',
      title: 'directory= is where the program starts, and what relative file names mean',
      lines: `command=sh -c 'pwd; ls; exec sleep 1000'
        directory={dir}/sub`,
      probe: ['directory', 'environment'],
      shows: [/"probe.directory": "<dir>\/sub"/, /<dir>\/sub\\nx/],
    },
    {
      name: 'nobody',
      title: 'user= sets uid, gid and groups and leaves HOME and USER',
      lines: `command=sh -c 'id -u; exec sleep 1000'
        user=nobody
        environment=USER="kept"`,
      probe: CREDENTIALS,
      shows: [/"probe.uid": "65534/, /HOME=\/root/],
    },
    {
      name: 'number',
      title: 'user= takes a uid too',
      lines: `command=sleep 1000
        user=65534`,
      probe: CREDENTIALS,
      shows: [/"probe.uid": "65534/],
    },
    {
      name: 'rootuser',
      title: 'user=root where the daemon is root changes nothing',
      lines: `command=sleep 1000
        user=root`,
      probe: CREDENTIALS,
      shows: [/"probe.uid": "0\\t0/],
    },
    ...(member
      ? [
          {
            name: 'member',
            title: 'user= gives the supplementary groups of that user',
            lines: `command=sh -c 'id -G; exec sleep 1000'\nuser=${member}`,
            probe: CREDENTIALS,
            shows: [/"probe.groups": "\d+ \d+/],
          },
        ]
      : []),
    {
      name: 'argv',
      title: 'command is split as a shell would split words, without being run by one',
      lines: `command=sh -c 'for a in "$0" "$@"; do printf "[%%s]" "$a"; done; exec sleep 1000' "two words" 'single $HOME' back\\ slash "" "a'b" *.conf ~ $PATH a#b "#c"`,
      probe: ['argv'],
      shows: [/\[two words\]\[single \$HOME\]\[back slash\]\[\]\[a'b\]\[\*\.conf\]/],
    },
    {
      name: 'devices',
      title: '/dev/stdout and /dev/stderr can be opened by the program',
      lines: `command=sh -c 'echo one > /dev/stdout; echo two > /dev/stderr; exec sleep 1000'`,
      shows: [/"stdout": "one\\n"/, /"stderr": "two\\n"/],
    },
    {
      name: 'stdin',
      title: 'stdin is an open pipe: reading it waits',
      lines: `command=sh -c 'read line; echo "read ended"; exec sleep 1000'`,
      shows: [/"stdout": ""/],
    },
  ],
});

sideBySide({
  title: 'child: limits, where the daemon has to raise its own',
  needsRoot: true,
  daemon: { wrap: ['/bin/sh', '-c', 'ulimit -Sn 512; exec "$@"', 'sh'] },
  supervisord: 'minfds=700\nminprocs=90',
  programs: [
    {
      name: 'limited',
      title: 'minfds raises the soft limit to its value and programs get that',
      lines: 'command=sleep 1000',
      probe: ['limit Max open files', 'limit Max processes', 'limit Max core file size'],
      shows: [/limit Max open files": "700 /],
    },
  ],
  shows: [/INFO Increased RLIMIT_NOFILE limit to 700/],
});

sideBySide({
  title: 'child: under a daemon that is not root',
  needsRoot: true,
  daemon: { uid: 65534, gid: 65534 },
  programs: [
    {
      name: 'same',
      title: 'user= may name the user the daemon has already',
      lines: `command=sleep 1000
        user=nobody`,
      probe: CREDENTIALS,
      shows: [/"probe.uid": "65534/],
    },
    {
      name: 'other',
      title: 'user= of somebody else ends in exit 127 with a message on stderr',
      lines: `command=sleep 1000
        user=daemon
        startsecs=10
        startretries=0`,
      until: /^gave up/,
      shows: [
        /supervisor: couldn't setuid to 1: Can't drop privilege as nonroot user\\nsupervisor: child process was not spawned\\n/,
        /exit status 127/,
      ],
    },
  ],
});

function memberOfOtherGroups(): string | null {
  const users = new Set(
    readFileSync('/etc/passwd', 'latin1')
      .split('\n')
      .map((line) => line.split(':')[0] ?? ''),
  );
  const members = readFileSync('/etc/group', 'latin1')
    .split('\n')
    .flatMap((line) => (line.split(':')[3] ?? '').split(','));
  return members.find((name) => name !== '' && name !== 'root' && users.has(name)) ?? null;
}
