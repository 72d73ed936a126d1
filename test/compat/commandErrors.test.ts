import { type ProgramCase, sideBySide } from '../helpers/sideBySide.ts';

/** Fails before or at exec, once. */
function failing(
  name: string,
  title: string,
  command: string,
  shows: readonly RegExp[],
  more: Partial<ProgramCase> & { keys?: string } = {},
): ProgramCase {
  const { keys = '', ...rest } = more;
  return {
    name,
    title,
    lines: `command=${command}
      startsecs=10
      startretries=0
      ${keys}`,
    until: /^gave up/,
    shows: [...shows, /entered FATAL state/],
    ...rest,
  };
}

const NOT_SPAWNED = /supervisor: child process was not spawned\\n/;

const FILES = {
  'plain.txt': 'just text\n',
  'noread/secret.sh': { mode: 0o700, text: '#!/bin/sh\nexit 0\n' },
  'nobang.sh': { mode: 0o755, text: 'exec sleep 1000\n' },
  'noreader.sh': { mode: 0o755, text: '#!/no/such/interpreter\n' },
  empty: { mode: 0o755, text: '' },
  'first/tool': 'not executable\n',
  'second/tool': { mode: 0o755, text: '#!/bin/sh\necho second\nexec /bin/sleep 1000\n' },
  'dirs/tool2/x': '',
  'file.txt': '',
};

sideBySide({
  title: 'commands that cannot be run',
  oneGroup: true,
  daemon: { files: FILES, env: { PATH: '/usr/bin:/bin:{dir}/envpath' } },
  programs: [
    failing(
      'notfound',
      'a path that does not exist is reported with its name',
      '{dir}/nosuch --flag',
      [/INFO spawnerr: can't find command '<dir>\/nosuch'/],
      {
        mentions: /nosuch'/,
      },
    ),
    failing(
      'notinpath',
      'a bare name that PATH does not know is reported as it stands',
      'nosuchtool',
      [/spawnerr: can't find command 'nosuchtool'/],
      {
        mentions: /nosuchtool/,
      },
    ),
    failing(
      'notexec',
      'a file without the execute bit',
      '{dir}/plain.txt',
      [/command at '<dir>\/plain.txt' is not executable/],
      { mentions: /plain\.txt/ },
    ),
    failing('isdir', 'a directory', '{dir}/noread', [/command at '<dir>\/noread' is a directory/], {
      mentions: /noread'/,
    }),
    failing(
      'quotes',
      'quotes that do not close',
      'sh -c "oops',
      [/can't parse command 'sh -c \\"oops': No closing quotation/],
      { mentions: /oops/ },
    ),
    failing(
      'escape',
      'a backslash at the end',
      'echo trailing\\',
      [/can't parse command 'echo trailing\\\\+': No escaped character/],
      { mentions: /trailing/ },
    ),
    failing('empty', 'an empty command', '""', [/command at '\/usr\/bin\/' is a directory/], {
      mentions: /'\/usr\/bin\/'/,
    }),
    failing('nothing', 'a command that is only a comment', ' ; nothing', [/command is empty/], {
      mentions: /command is empty/,
    }),
    failing('nobang', 'an executable without an interpreter line is not given to a shell', '{dir}/nobang.sh', [
      /couldn't exec <dir>\/nobang.sh: ENOEXEC\\n/,
      NOT_SPAWNED,
      /exit status 127/,
    ]),
    failing('emptyfile', 'an empty executable', '{dir}/empty', [/couldn't exec <dir>\/empty: ENOEXEC\\n/, NOT_SPAWNED]),
    failing('noreader', 'an interpreter that does not exist', '{dir}/noreader.sh', [
      /couldn't exec <dir>\/noreader.sh: ENOENT\\n/,
      NOT_SPAWNED,
      /exit status 127/,
    ]),
    failing(
      'nodir',
      'a directory= that does not exist',
      'sleep 1000',
      [/supervisor: couldn't chdir to <dir>\/missing: ENOENT\\n/, NOT_SPAWNED],
      {
        keys: 'directory={dir}/missing',
      },
    ),
    failing(
      'filedir',
      'a directory= that is a file',
      'sleep 1000',
      [/couldn't chdir to <dir>\/file.txt: ENOTDIR\\n/, NOT_SPAWNED],
      { keys: 'directory={dir}/file.txt' },
    ),
    failing(
      'redirected',
      'with redirect_stderr the message of a failed exec goes to the stdout log',
      '{dir}/noreader.sh',
      [/"stdout": "supervisor: couldn't exec/],
      {
        keys: 'redirect_stderr=true\nstderr_logfile=NONE',
      },
    ),
    failing(
      'firsthit',
      'the first file of that name in PATH counts, executable or not',
      'tool',
      [/command at '<dir>\/first\/tool' is not executable/],
      {
        keys: 'environment=PATH="{dir}/first:{dir}/second"',
        mentions: /first\/tool/,
      },
    ),
    failing(
      'dirhit',
      'a directory of that name in PATH counts too',
      'tool2',
      [/command at '<dir>\/dirs\/tool2' is a directory/],
      {
        keys: 'environment=PATH="{dir}/dirs"',
        mentions: /dirs\/tool2/,
      },
    ),
    {
      name: 'ownpath',
      title: "PATH of the program's own environment is searched",
      lines: `command=tool
        environment=PATH="{dir}/second"`,
      shows: [/second/],
    },
    {
      name: 'emptypath',
      title: 'an empty PATH in the environment',
      lines: `command=sleep 1000
        startsecs=10
        startretries=0
        environment=PATH=""`,
      until: /^gave up|^success/,
      mentions: /command 'sleep'/,
      shows: [/can't find command 'sleep'|success: emptypath/],
    },
    {
      name: 'relative',
      title: "a relative path is looked for from the daemon's directory, then run from directory=",
      lines: `command=second/tool
        directory=/
        startsecs=10
        startretries=0`,
      until: /^gave up/,
      shows: [/spawned: 'relative'/],
    },
    {
      name: 'others',
      title: 'none of these keeps another program from running',
      lines: 'command=sleep 1000',
      shows: [/success: others/],
    },
  ],
});

sideBySide({
  title: 'commands that another user may not run',
  needsRoot: true,
  daemon: { files: FILES, uid: 65534, gid: 65534 },
  programs: [
    failing(
      'noperm',
      'a file that only its owner may run',
      '{dir}/noread/secret.sh',
      [/no permission to run command '<dir>\/noread\/secret.sh'/],
      { mentions: /secret/ },
    ),
  ],
});

sideBySide({
  title: 'commands that the user of the program may not run',
  needsRoot: true,
  oneGroup: true,
  daemon: { files: { ...FILES, 'closed/x': '' } },
  programs: [
    failing(
      'dropped',
      'root may, user= may not: the failure is at exec',
      '{dir}/noread/secret.sh',
      [/couldn't exec <dir>\/noread\/secret.sh: EACCES\\n/, NOT_SPAWNED],
      {
        keys: 'user=nobody',
      },
    ),
    failing(
      'closed',
      'a directory= that user= may not enter',
      'sleep 1000',
      [/couldn't chdir to \/root: EACCES\\n/, NOT_SPAWNED],
      {
        keys: 'user=nobody\ndirectory=/root',
      },
    ),
  ],
});
