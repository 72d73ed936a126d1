import type { CtlCase, CtlDifference } from './compare.ts';
import { LONG, PASSWORD, USERNAME } from './world.ts';

const AGAIN: CtlDifference = {
  reason: 'after a 401 the reference calls once more by mistake and prints the error of that',
  in: 'stdout',
  reference: /^error: <class 'xmlrpc\.client\.ProtocolError'>.*\n/m,
  ours: null,
};

const OUR_COMMANDS: CtlDifference = {
  reason: 'ours has one command more and lists it apart, as a plug-in of the reference would be',
  in: 'stdout',
  reference: null,
  ours: /\ntsupervisorctl commands \(type help <topic>\):\n=+\n[a-z ]+\n\n/,
};

function moreHelp(command: string): CtlDifference {
  const lines = {
    status: /^status --.*\n/gm,
    fg: /^fg \[--detach-keys=<keys>\] <process>\n/gm,
    restart: /^restart --.*\n/gm,
    clear: /^clear <gname>:\*\t\t\n/gm,
    tail: /^tail -f <name> <name>\t\n/gm,
    update: /^update --.*\n/gm,
  }[command];
  return { reason: `ours can do more with ${command}`, in: 'stdout', reference: null, ours: lines ?? /^$/ };
}

const TCP = ['-s', 'http://127.0.0.1:{port}'];

function each(command: string, cases: readonly (readonly [args: string, status: number, shows: RegExp])[]): CtlCase[] {
  return cases.map(([args, status, shows]) => {
    const line = `${command} ${args}`.trim();
    return { title: line, args: line.split(' '), status, shows };
  });
}

const STATUS: readonly CtlCase[] = [
  ...each('status', [
    ['', 3, /^cat +RUNNING +pid/m],
    ['all', 3, /^mix:left +RUNNING/m],
    ['cat', 0, /^cat {30}RUNNING {3}pid N, uptime T\n$/],
    ['off', 3, /^off +STOPPED +Not started\n$/],
    ['done', 3, /^done +EXITED/],
    [LONG, 0, new RegExp(`^${LONG} {3}RUNNING`)],
    ['pair:*', 0, /pair:pair_0.*\npair:pair_1/],
    ['pair:', 0, /pair:pair_0.*\npair:pair_1/],
    ['pair:pair_1', 0, /^pair:pair_1/],
    ['cat:cat', 0, /^cat /],
    ['pair', 4, /pair: ERROR \(no such process\)/],
    ['mix:*', 3, /mix:right +STOPPED/],
    ['cat talk cat', 0, /cat.*\ntalk.*\ncat/],
    ['nope', 4, /^nope: ERROR \(no such process\)\n$/],
    ['nope:*', 4, /^nope: ERROR \(no such group\)\n$/],
    ['nope:x', 4, /^nope:x: ERROR \(no such process\)\n$/],
    ['nope cat', 4, /^nope: ERROR.*\ncat/],
    ['nope off', 3, /^nope: ERROR.*\noff/],
    ['nope all', 3, /^cat/m],
  ]),
];

const PID = each('pid', [
  ['', 0, /^\d+\n$/],
  ['cat', 0, /^\d+\n$/],
  ['off', 7, /^0\n$/],
  ['nope', 1, /^No such process nope\n$/],
  ['nope cat', 1, /^No such process nope\n\d+\n$/],
  ['cat off', 7, /^\d+\n0\n$/],
  ['all', 0, /^(\d+\n){10,}$/],
  ['pair:*', 1, /^No such process pair:\*\n$/],
]);

const AVAIL = each('avail', [
  ['', 0, /^cat +in use +auto +999:999\n/m],
  ['x', 1, /^Error: avail accepts no arguments\n/],
]);

const VERSION = each('version', [
  ['', 0, /^\d\.\d/],
  ['x', 1, /^Error: version accepts no arguments\n/],
]);

const TAIL = each('tail', [
  ['talk', 0, /^one\ntwo\n\n$/],
  ['talk stdout', 0, /^one/],
  ['talk stderr', 0, /^oops\n\n$/],
  ['talk STDERR', 0, /^oops/],
  ['-4 talk', 0, /^two\n\n$/],
  ['-100 talk', 0, /^one/],
  ['-4 talk stdout', 0, /^two\n\n$/],
  ['-0 talk', 0, /^one/],
  ['-1_0 talk', 0, /^one/],
  ['-+4 talk', 0, /^two/],
  ['--4 talk', 0, /^two/],
  ['-99999 talk', 0, /^one/],
  ['-x talk', 1, /^Error: bad argument -x\n$/],
  ['- talk', 1, /^Error: bad argument -\n$/],
  ['-f', 1, /^Error: tail requires process name\n$/],
  ['talk stdlog', 1, /^Error: bad channel 'stdlog'\n$/],
  ["talk it's", 1, /^Error: bad channel "it's"\n$/],
  ['-4 talk nochannel', 1, /^Error: bad channel/],
  ['a b c', 1, /^Error: bad channel 'c'\n$/],
  ['a b stderr', 1, /^a: ERROR \(no such process name\)\n$/],
  ['a b c d', 1, /^Error: too many arguments\n/],
  ['nope', 1, /^nope: ERROR \(no such process name\)\n$/],
  ['nolog', 1, /^nolog: ERROR \(no log file\)\n$/],
  ['merged stderr', 1, /^merged: ERROR \(no log file\)\n$/],
  ['pair:*', 1, /^pair:\*: ERROR \(no such process name\)\n$/],
  ['cat', 0, /^\n$/],
  ['pair:pair_0', 0, /^\n$/],
]);

const NO_ARGUMENTS: readonly CtlCase[] = [
  { title: 'tail', args: ['tail'], status: 1, shows: /^Error: too few arguments\n/, differences: [moreHelp('tail')] },
  {
    title: 'tail a b c d',
    args: ['tail', 'a', 'b', 'c', 'd'],
    status: 1,
    shows: /^Error: too many arguments\n/,
    differences: [moreHelp('tail')],
  },
  ...each('start', [['', 2, /^Error: start requires a process name\n/]]),
  ...each('stop', [['', 1, /^Error: stop requires a process name\n/]]),
  ...each('restart', [['', 1, /^Error: restart requires a process name\n/]]).map((one) => ({
    ...one,
    differences: [moreHelp('restart')],
  })),
  ...each('clear', [['', 1, /^Error: clear requires a process name\n/]]).map((one) => ({
    ...one,
    differences: [moreHelp('clear')],
  })),
  ...each('signal', [
    ['', 1, /^Error: signal requires a signal name and a process name\n/],
    ['HUP', 1, /^Error: signal requires a signal name and a process name\n/],
  ]),
  ...each('fg', [['', 1, /^ERROR: no process name supplied\n/]]).map((one) => ({
    ...one,
    differences: [moreHelp('fg')],
  })),
  ...each('fg', [
    ['a b', 1, /^ERROR: too many process names supplied\n$/],
    ['nope', 1, /^ERROR: bad process name supplied\n$/],
    ['off', 1, /^ERROR: process not running\n$/],
  ]),
  ...each('shutdown', [['now', 1, /^Error: shutdown accepts no arguments\n/]]),
  ...each('reload', [['now', 1, /^Error: reload accepts no arguments\n/]]),
  ...each('reread', [['now', 1, /^Error: reread accepts no arguments\n/]]),
  ...each('maintail', [
    ['', 0, /entered RUNNING state/],
    ['-60', 0, /^[^\n]{1,59}\n/],
    ['-0', 0, /entered RUNNING state/],
    ['-f -f', 1, /^Error: too many arguments\n/],
    ['-x', 1, /^Error: bad argument -x\n$/],
    ['x', 1, /^Error: bad argument x\n$/],
    ['-1 -2', 1, /^Error: too many arguments\n/],
  ]),
];

/** Those that have the same syntax on both sides. */
const HELPED = [
  ...['add', 'avail', 'exit', 'help', 'maintail', 'open', 'pid', 'quit', 'reload', 'remove', 'reread'],
  ...['shutdown', 'signal', 'start', 'stop', 'version'],
];

const HELP: readonly CtlCase[] = [
  { title: 'help', args: ['help'], status: 0, shows: /^\ndefault commands/, differences: [OUR_COMMANDS] },
  { title: '?', args: ['?'], status: 0, shows: /^\ndefault commands/, differences: [OUR_COMMANDS] },
  ...HELPED.map(helpFor),
  ...['clear', 'fg', 'restart', 'status', 'tail', 'update'].map((name) => ({
    ...helpFor(name),
    differences: [moreHelp(name)],
  })),
  { title: '?start', args: ['?start'], status: 0, shows: /^start <name>/ },
  ...each('help', [
    ['nope', 0, /^\*\*\* No help on nope\n$/],
    ['EOF', 0, /^\*\*\* No help on EOF\n$/],
    ['start stop', 0, /^\*\*\* No help on start stop\n$/],
  ]),
];

function helpFor(name: string): CtlCase {
  return { title: `help ${name}`, args: ['help', name], status: 0, shows: new RegExp(`^${name}`) };
}

const SYNTAX: readonly CtlCase[] = [
  {
    title: 'an unknown action',
    args: ['frobnicate', 'x'],
    status: 1,
    shows: /^\*\*\* Unknown syntax: frobnicate x\n$/,
  },
  { title: 'an action in capitals', args: ['STATUS'], status: 1, shows: /^\*\*\* Unknown syntax: STATUS\n$/ },
  { title: 'only punctuation', args: [':x'], status: 1, shows: /^\*\*\* Unknown syntax: :x\n$/ },
  { title: 'an exclamation mark', args: ['!ls'], status: 1, shows: /^\*\*\* Unknown syntax: !ls\n$/ },
  { title: 'an empty action', args: [''], status: 0, shows: /^$/ },
  {
    title: 'an action in one word with its arguments',
    args: ['  pid  nope '],
    status: 1,
    shows: /^No such process nope\n$/,
  },
  { title: 'an action that touches its argument', args: ['pid:x'], status: 1, shows: /^No such process :x\n$/ },
  { title: 'quit', args: ['quit'], status: 0, shows: /^\n$/ },
  { title: 'exit with words', args: ['exit', 'now'], status: 0, shows: /^\n$/ },
  { title: 'EOF', args: ['EOF'], status: 0, shows: /^\n$/ },
];

const OPTIONS: readonly CtlCase[] = [
  ...(
    [
      [['-x'], /^Error: option -x not recognized\nFor help, use PROGRAM -h\n$/],
      [['-ix', 'pid'], /^Error: option -x not recognized\n/],
      [['--nope'], /^Error: option --nope not recognized\n/],
      [['-c'], /^Error: option -c requires argument\n/],
      [['--serverurl'], /^Error: option --serverurl requires argument\n/],
      [['--help=x'], /^Error: option --help must not have an argument\n/],
      [['--=x'], /^Error: option -- not a unique prefix\n/],
      [['-s', 'nourl', 'pid'], /^Error: invalid value for -s 'nourl': value 'nourl' is not a URL\n/],
      [['--serv=', 'pid'], /^Error: invalid value for --serverurl '': value '' is not a URL\n/],
      [['-s', 'http://', 'pid'], /^Error: invalid value for -s 'http:\/\/'/],
      [['-s', 'unix:///a', '-s', 'unix:///b', 'pid'], /^Error: conflicting command line option '-s'\n/],
      [['-i', '--interactive', 'pid'], /^Error: conflicting command line option '--interactive'\n/],
      [['-c', '{dir}/absent.conf', 'pid'], /^Error: could not find config file \S+\n/],
      [['-c', '{dir}/nosection.conf', 'pid'], /^Error: \.ini file does not include supervisorctl section\n/],
      [
        ['-c', '{dir}/badexpansion.conf', 'pid'],
        /^Error: Format string '%\(nothing\)s' for 'supervisorctl\.serverurl'/,
      ],
      [['-c', '{dir}/badformat.conf', 'pid'], /^Error: Format string .* is badly formatted/],
      [
        ['-c', '{dir}/plugin.conf', 'pid'],
        /^Error: section \[ctlplugin:x\] does not specify a supervisor\.ctl_factory\n/,
      ],
    ] as const
  ).map(([args, shows]): CtlCase => ({ title: `options: ${args.join(' ')}`, args, bare: true, status: 2, shows })),
  ...['-h', '--help', '-ih'].map(
    (option): CtlCase => ({
      title: `options: ${option}`,
      args: [option],
      bare: true,
      status: 0,
      shows: /-- control applications run by supervisord/,
      differences: [
        {
          reason: 'the words are our own',
          in: 'stdout',
          reference: /^[\s\S]*--serverurl[\s\S]*$/,
          ours: /^[\s\S]*--configuration[\s\S]*--serverurl[\s\S]*--history.file[\s\S]*$/,
        },
      ],
    }),
  ),
  ...(
    [
      [['-c', '{dir}/here.conf', 'pid', 'off'], 7, /^0\n$/],
      [['--conf={dir}/here.conf', '--', 'pid', 'off'], 7, /^0\n$/],
      [['-c{dir}/here.conf', 'pid', 'off'], 7, /^0\n$/],
      [['-c', '{dir}/nosuch/../here.conf', 'pid', 'off'], 2, /^Error: could not find config file/],
      [['-c', '', '-s', '{url}', 'pid', 'off'], 7, /^0\n$/],
      [['-c', '{dir}/tcp.conf', 'pid', 'off'], 7, /^0\n$/],
      [['-c', '{dir}/tcp.conf', '-s', '{url}', 'pid', 'off'], 7, /^0\n$/],
      [['-ic', '{dir}/here.conf', 'pid', 'off'], 7, /^0\n$/],
      [['-c', '{dir}/here.conf', '-r', '{dir}/history', 'pid', 'off'], 7, /^0\n$/],
      [['pid', 'off'], 7, /^0\n$/],
    ] as const
  ).map(([args, status, shows]): CtlCase => ({ title: `options: ${args.join(' ')}`, args, bare: true, status, shows })),
  {
    title: 'options: a file found under etc',
    args: ['pid', 'off'],
    bare: true,
    cwd: '{dir}',
    status: 7,
    shows: /^0\n$/,
  },
];

const UNREACHABLE: readonly CtlCase[] = (
  [
    [['-s', 'unix:///no/such/socket', 'status'], 4, /^unix:\/\/\/no\/such\/socket no such file\n$/],
    [['-s', 'unix:///no/such/socket', 'pid'], 7, /no such file\n$/],
    [['-s', 'unix:///no/such/socket', 'shutdown'], 1, /^ERROR: unix:\S+ no such file \(already shut down\?\)\n$/],
    [['-s', 'unix://{dir}/supervisord.conf', 'status'], 4, / refused connection\n$/],
    [['-s', 'unix://{dir}/supervisord.conf', 'start', 'cat'], 4, / refused connection\n$/],
    [
      ['-s', 'unix://{dir}/supervisord.conf', 'shutdown'],
      1,
      /^ERROR: \S+ refused connection \(already shut down\?\)\n$/,
    ],
    [['-s', 'unix://{dir}/supervisord.conf/x', 'status'], 1, /^error: <class 'NotADirectoryError'>, \[Errno 20\]/],
    [['-s', 'unix:///no/such/socket', 'reread'], 1, /^error: <class 'FileNotFoundError'>, \[Errno 2\]/],
    [['-s', 'unix:///no/such/socket', 'avail'], 1, /^error: <class 'FileNotFoundError'>, \[Errno 2\]/],
    [['-s', 'unix:///no/such/socket', 'add', 'x'], 1, /^error: <class 'FileNotFoundError'>, \[Errno 2\]/],
    [['-s', 'http://127.0.0.1:1', 'status'], 4, /^http:\/\/127\.0\.0\.1:1 refused connection\n$/],
    [['-s', 'http://localhost:1', 'restart', 'cat'], 4, /^http:\/\/localhost:1 refused connection\n$/],
    [['-s', 'http://127.0.0.1:1', 'update'], 1, /^error: <class 'ConnectionRefusedError'>, \[Errno 111\]/],
    [['-s', 'ftp://127.0.0.1:1', 'status'], 1, /^error: <class 'ValueError'>, Unknown protocol for serverurl/],
    [['-s', 'http://127.0.0.1:port', 'status'], 1, /^error: <class 'ValueError'>, Port could not be cast/],
    [['open', 'ftp://x'], 1, /^ERROR: url must be http:\/\/ or unix:\/\/\n$/],
    [['open'], 1, /^ERROR: url must be/],
    [['open', 'unix:///no/such/socket'], 0, /no such file\n$/],
    [['open', '{url}'], 0, /^cat +RUNNING/m],
  ] as const
).map(([args, status, shows]) => ({ title: `unreachable: ${args.join(' ')}`, args, status, shows }));

const PASSWORDS: readonly CtlCase[] = [
  {
    title: 'TCP with the right password',
    args: [...TCP, '-u', USERNAME, '-p', PASSWORD, 'status', 'off'],
    status: 3,
    shows: /^off/,
  },
  {
    title: 'TCP without a password',
    args: [...TCP, 'status'],
    status: 1,
    shows: /^Server requires authentication\n/,
    differences: [AGAIN],
  },
  {
    title: 'TCP with a wrong password',
    args: [...TCP, '-u', USERNAME, '-p', 'wrong', 'pid'],
    status: 1,
    shows: /^Server requires authentication\n/,
    differences: [AGAIN],
  },
  {
    title: 'TCP with a user name alone',
    args: [...TCP, '-u', USERNAME, 'start', 'cat'],
    status: 1,
    shows: /^Server requires authentication\n/,
    differences: [AGAIN],
  },
  {
    title: 'a user name that a socket does not ask for',
    args: ['-u', 'x', '-p', 'y', 'pid', 'off'],
    status: 7,
    shows: /^0\n$/,
  },
];

const SHELL: readonly CtlCase[] = [
  { title: 'a shell whose input ends', args: [], stdin: '', status: 0, shows: /supervisor> \n$/ },
  {
    title: 'a shell with actions',
    args: [],
    stdin: 'pid off\nnope\n\nversion\nexit\nversion\n',
    status: 0,
    shows: /Unknown syntax: nope/,
  },
  {
    title: 'a shell whose last line has no end',
    args: [],
    stdin: 'pid off',
    status: 0,
    shows: /supervisor> 0\nsupervisor> \n$/,
  },
  {
    title: 'a shell without a server',
    args: ['-s', 'unix:///no/such/socket'],
    stdin: 'status\npid\nstart cat\nhelp pid\nexit\n',
    status: 0,
    shows: /no such file[\s\S]*no such file/,
  },
  {
    title: 'a shell on TCP with a password',
    args: [...TCP, '-u', USERNAME, '-p', PASSWORD],
    stdin: 'pid off\nsignal\nfg\nmaintail x\nfg nope\nremove\nversion x\n',
    status: 0,
    shows: /signal requires a signal name/,
    differences: [moreHelp('fg')],
  },
  {
    title: 'help of every action in a shell',
    args: [],
    stdin: `${HELPED.map((name) => `help ${name}`).join('\n')}\n?\n?pid\nhelp nope\n`,
    status: 0,
    shows: /shutdown/,
    differences: [OUR_COMMANDS],
  },
  {
    title: 'a shell with a prompt of its own',
    args: ['-c', '{dir}/tcp.conf'],
    bare: true,
    stdin: 'pid off\n',
    status: 0,
    shows: /far> 0\nfar> \n$/,
  },
  {
    title: 'a shell that leaves supervisord alone',
    args: [],
    stdin: 'shutdown\nn\nreload\nno\npid off\n',
    status: 0,
    shows: /Really shut .* y\/N\? Really|y\/N\? supervisor> /,
  },
  {
    title: 'a question without an answer',
    args: ['-i', 'shutdown'],
    stdin: '',
    status: 1,
    shows: /y\/N\? error: <class 'EOFError'>, EOF when reading a line/,
  },
  { title: 'a question answered with no', args: ['-i', 'reload'], stdin: 'N\n', status: 0, shows: /y\/N\? $/ },
  {
    title: 'another server from within the shell',
    args: ['-s', 'unix:///no/such'],
    stdin: 'open {url}\npid off\n',
    status: 0,
    shows: /no such file/,
  },
  {
    title: 'help in a shell',
    args: [],
    stdin: '?\nhelp stop\n',
    status: 0,
    shows: /default commands/,
    differences: [OUR_COMMANDS],
  },
];

export const ASKING: readonly CtlCase[] = [
  ...STATUS,
  ...PID,
  ...AVAIL,
  ...VERSION,
  ...TAIL.filter(({ title }) => title !== 'tail a b c d'),
  ...NO_ARGUMENTS,
  ...HELP,
  ...SYNTAX,
  ...OPTIONS,
  ...UNREACHABLE,
  ...PASSWORDS,
  ...SHELL,
];
