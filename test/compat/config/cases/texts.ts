import type { ConfigCase } from './case.ts';

const HEAD = '[supervisord]\n';
const CAT = 'command=/bin/cat\n';

function one(title: string, text: string, more: Omit<ConfigCase, 'title' | 'text'> = {}): ConfigCase {
  return { title, text, ...more };
}

const environment = (title: string, value: string, main?: unknown) =>
  one(`environment: ${title}`, `${HEAD}[program:x]\n${CAT}environment=${value}\n`, {
    ...(main === undefined
      ? {}
      : { main: typeof main === 'string' ? { error: main } : { 'groups.0.processes.0.environment': main } }),
  });

const IN_X = " in section 'program:x' (file: 'FILE')";

/** How files are put together and read. */
const DIALECT: readonly ConfigCase[] = [
  one('an empty file', ''),
  one('only comments', '; a\n# b\n'),
  one('no section header', 'a=b\n[supervisord]\n'),
  one('a byte order mark', '\ufeff[supervisord]\n'),
  one('lines that are nothing', `${HEAD}foo\n[program:x]\nbar baz\n${CAT}`),
  one('a line that starts with its delimiter', `${HEAD}=x\n`),
  one('carriage returns', '[supervisord]\r\nidentifier=a\r\n[program:x]\r\ncommand=/bin/cat ; c\r\n'),
  one('old line ends', '[supervisord]\ridentifier=a\r'),
  one('a header that is not closed', `${HEAD}[program:x\n[program:y]\n${CAT}`),
  one('an indented header', `${HEAD}[program:x]\n${CAT}  [program:y]\n${CAT}`),
  one('text behind a header', `[supervisord] hello\n[program:x] ; c\n${CAT}`),
  one('brackets in a header', `${HEAD}[program:a]b]\n${CAT}`),
  one('white space in a header', `${HEAD}[program: a ]\n${CAT}`),
  one('white space around the kind', `[ supervisord ]\n`),
  one('later duplicates', `${HEAD}identifier=a\nidentifier=b\n[program:x]\n${CAT}[supervisord]\nidentifier=c\n`),
  one('keys in capitals', `${HEAD}IDENTIFIER=a\n[program:x]\nCommand=/bin/cat\n`),
  one('delimiters', `${HEAD}identifier : a=b:c\nlogfile=/tmp/x:y\n`),
  one('continuation', `${HEAD}[program:x]\ncommand=/bin/cat\n  a\n\tb ; c\n\n  d\nautostart=false\n`),
  one('continuation of environment', `${HEAD}[program:x]\n${CAT}environment=\n  A="1",\n  ; c\n  B="2"\n`),
  one('a less indented line ends the value', `${HEAD}[program:x]\n  command=/bin/cat\n   a\n startsecs=2\n`),
  one('blank lines at the end of a value', `${HEAD}identifier=a\n\n\n\n`),
  one('comments inside quotes', `${HEAD}[program:x]\ncommand=sh -c "a ;b" c\n`),
  one('comments without white space', `${HEAD}identifier=a;b#c\n`),
  one('two comments', `${HEAD}identifier=a;b #c ;d\n`),
  one('a hash before a semicolon', `${HEAD}identifier=a#b ;c #d\n`),
  one('no white space before a comment at the start of a value', `${HEAD}identifier=;a\n`),
  one('white space of Unicode', `${HEAD}identifier=\u00a0a\u2003\n`),
  one('[DEFAULT] for programs', `${HEAD}[DEFAULT]\nautostart=false\nuser=root\n[program:x]\n${CAT}`),
  one(
    '[DEFAULT] reaches an interface',
    `${HEAD}[DEFAULT]\na=b\n[rpcinterface:x]\nsupervisor.rpcinterface_factory=x:y\n`,
  ),
  one('[DEFAULT] with an include', `${HEAD}[DEFAULT]\ndirectory=%(here)s\n[include]\nfiles=none\n[program:x]\n${CAT}`),
  one('sections that nobody knows', `${HEAD}[watch]\na=b\n[program]\nx=y\n[Program:x]\na=%(nothing)s\n`),
  one(
    'keys that nobody knows',
    `${HEAD}whatever=%(nothing)s\nsubreaper=%(nothing\n[program:x]\n${CAT}colour=%q\n`.replace(
      'subreaper=%(nothing\n',
      '',
    ),
  ),
  one('no [supervisord]', `[program:x]\n${CAT}`),
  one('invalid section names', `${HEAD}[program:a b]\n${CAT}`),
  one('a program without a name', `${HEAD}[program:]\n${CAT}`),
  one('a colon in a program name', `${HEAD}[program:a:b]\n${CAT}`),
  one('a slash in a program name', `${HEAD}[program:a/b]\n${CAT}`),
];

const EXPANSION: readonly ConfigCase[] = [
  one('environment variables', `${HEAD}identifier=%(ENV_WHO)s\n[program:x]\ncommand=%(ENV_WHO)s %(ENV_NUM)s\n`),
  one('a missing variable', `${HEAD}identifier=%(ENV_MISSING)s\n`),
  one('a missing variable in a program', `${HEAD}[program:x]\ncommand=%(ENV_MISSING)s\n`),
  one('process_num too early', `${HEAD}[program:x]\n${CAT}startsecs=%(process_num)d\n`),
  one(
    'process_num late',
    `${HEAD}[program:x]\n${CAT}numprocs=2\nprocess_name=%(process_num)d\ndirectory=/%(process_num)03d\n`,
  ),
  one('program_name in a priority', `${HEAD}[program:x]\n${CAT}priority=%(program_name)s\n`),
  one(
    'the environment of [supervisord]',
    `${HEAD}environment=A="1"\n[program:x]\ncommand=%(ENV_A)s\nenvironment=B="%(ENV_A)s2"\n`,
  ),
  one(
    "a program's own environment",
    `${HEAD}[program:x]\ncommand=%(ENV_B)s\nenvironment=B="2"\ndirectory=/%(ENV_B)s\n`,
  ),
  one('own environment too early', `${HEAD}[program:x]\n${CAT}environment=B="2"\nstartsecs=%(ENV_B)s\n`),
  one(
    'environment with numbers',
    `${HEAD}[program:x]\ncommand=/bin/cat %(ENV_X1)s\nnumprocs=2\nprocess_name=%(process_num)d\nenvironment=X%(process_num)d="a",X1="b"\n`,
  ),
  one(
    'the own environment wins',
    `${HEAD}environment=A="1",B="2"\n[program:x]\ncommand=%(ENV_A)s\nenvironment=A="3",WHO="x"\ndirectory=%(ENV_WHO)s\n`,
  ),
  one('environment that needs itself', `${HEAD}[program:x]\n${CAT}environment=B="%(ENV_B)s"\n`),
  one('double percent', `${HEAD}[program:x]\ncommand=a %%(x)s %%\n`),
  one('%% in the environment of [supervisord]', `${HEAD}environment=A="a%%b"\n`, {
    main: { 'supervisord.environment': { A: 'a%b' } },
  }),
  one('%(host_node_name)s in the environment of [supervisord]', `${HEAD}environment=A="%(host_node_name)s"\n`, {
    main: { 'supervisord.environment.A': 'HOST' },
  }),
  ...[
    '%',
    '%(',
    '%(x',
    '%(here)',
    '%(here)q',
    '%(here)d',
    '%(here)5',
    '%z',
    '%(here)s %s',
    '%(here)c',
    '%(ENV_WHO)c',
    '%(here)f',
    '%*d',
    '%()s',
  ].map((text) => one(`command=${text}`, `${HEAD}[program:x]\ncommand=${text}\n`)),
  ...[
    '%(process_num)d',
    '%(process_num)02d',
    '%(process_num)5d|',
    '%(process_num)-5d|',
    '%(process_num)+d',
    '%(process_num)x',
    '%(process_num)#o',
    '%(process_num).3d',
    '%(process_num)e',
    '%(process_num).1f',
    '%(process_num)g',
    '%(process_num)r',
    '%(process_num)c',
  ].map((text) => one(`command=${text}`, `${HEAD}[program:x]\ncommand=${text}\nnumprocs_start=65\n`)),
  ...['%(here).3s', '%(here)20s|', '%(here)-20s|', '%(here)r', '%(program_name)a', '%(program_name)010s'].map((text) =>
    one(`identifier and command=${text}`, `${HEAD}[program:é"]\ncommand=${text}\n`),
  ),
];

const ENVIRONMENT: readonly ConfigCase[] = [
  environment('pairs', 'A="1",B="2"'),
  environment('no quotes', 'A=1,B=/a.b+c-d():e'),
  environment('any separator', 'A=1;B=2|C=3'),
  environment('white space in a value', 'A=a b'),
  environment('a comment', 'A=1#2,B=3'),
  environment('nothing', ''),
  environment('no value', 'A='),
  environment('no equals sign', 'A'),
  environment('a missing comma', 'A="1" B="2"'),
  environment('a trailing comma', 'A="1",'),
  environment('an open quote', 'A="1'),
  environment('a backslash at the end', 'A=1\\', `No escaped character${IN_X}`),
  environment('quotes inside', 'A="x\\"y"', { A: 'x"y' }),
  environment('quotes next to quotes', 'A="x""y"', { A: 'xy' }),
  environment('quotes inside a word', "A=x'y'z", { A: 'xyz' }),
  environment('quotes within quotes', `A="'q'"`, { A: "'q'" }),
  environment('an empty value', 'A="",B="x"'),
  environment('a dollar', 'A=$HOME'),
  environment('percent', 'A="50%%"'),
  environment('a broken percent', 'A="50%"'),
  environment('letters of Latin-1', 'A=éa,B=2', { A: 'éa', B: '2' }),
  environment('letters beyond', 'A="日本"'),
];

const PROGRAMS: readonly ConfigCase[] = [
  one(
    'order of groups',
    `${HEAD}[program:b]\n${CAT}[program:a]\n${CAT}[program:c]\n${CAT}priority=1\n[program:Z]\n${CAT}`,
  ),
  one('order of listeners', `${HEAD}[program:b]\n${CAT}priority=-5\n[eventlistener:a]\n${CAT}events=EVENT\n`),
  one('order beyond the basic plane', `${HEAD}[program:\ufb01]\n${CAT}[program:😀]\n${CAT}[program:z]\n${CAT}`),
  one('a group', `${HEAD}[program:b]\n${CAT}[program:a]\n${CAT}[group:g]\nprograms=b,a\npriority=3\n`),
  one(
    'a group of several',
    `${HEAD}[program:b]\n${CAT}numprocs=2\nprocess_name=%(group_name)s%(process_num)d\n[group:g]\nprograms=b\n`,
  ),
  one(
    'two groups with one program',
    `${HEAD}[program:b]\ncommand=%(group_name)s\n[group:g]\nprograms=b\n[group:h]\nprograms=b,b\n`,
  ),
  one('an unknown second member', `${HEAD}[program:b]\n${CAT}[group:g]\nprograms=b,c\n`),
  one(
    'an ambiguous member',
    `${HEAD}[program:b]\n${CAT}[fcgi-program:b]\n${CAT}socket=tcp://a:1\n[group:g]\nprograms=b\n`,
  ),
  one('a FastCGI member', `${HEAD}[fcgi-program:b]\n${CAT}socket=unix:///tmp/s\n[group:g]\nprograms=b\n`),
  one('a listener is no member', `${HEAD}[eventlistener:b]\n${CAT}events=EVENT\n[group:g]\nprograms=b\n`),
  one('a bad member', `${HEAD}[program:b]\n${CAT}startsecs=x\n[group:g]\nprograms=b\n`),
  one('a bad priority lacks its section', `${HEAD}[program:b]\n${CAT}priority=x\n`),
  one('a listener without events', `${HEAD}[eventlistener:b]\n${CAT}`),
  one('a FastCGI program without a socket', `${HEAD}[fcgi-program:b]\n${CAT}`),
  one(
    'several FastCGI processes',
    `${HEAD}[fcgi-program:b]\n${CAT}socket=unix:///tmp/s\nnumprocs=2\nprocess_name=%(process_num)d\nuser=nobody\n`,
  ),
  one(
    'automatic logs without rotation',
    `${HEAD}[program:b]\n${CAT}stdout_logfile_maxbytes=0\nstderr_logfile_maxbytes=0\n`,
  ),
  one('the first of several faults', `${HEAD}minfds=x\nminprocs=y\n[program:b]\nstartsecs=x\n`),
  one('a fault of a server comes last', `${HEAD}[inet_http_server]\nport=x\n[program:b]\nstartsecs=x\ncommand=a\n`),
];

const SERVERS: readonly ConfigCase[] = [
  one(
    'several servers',
    `${HEAD}[unix_http_server:a]\nfile=/tmp/a\n[inet_http_server]\nport=1\n[inet_http_server:b]\nport=h:2\n[unix_http_server]\nfile=/tmp/b\n`,
  ),
  one('a server with a long name', `${HEAD}[inet_http_server_x]\nport=1\n`),
  one('a server without a port', `${HEAD}[inet_http_server]\n`),
  one('a server without a file', `${HEAD}[unix_http_server:x]\n`),
  one('here in a password', `${HEAD}[unix_http_server]\nfile=/tmp/s\nusername=a\npassword=%(here)s\n`),
  one(
    'an interface',
    `${HEAD}[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n`,
  ),
  one(
    'an interface with settings',
    `${HEAD}[rpcinterface:x]\nb=2\na=%(ENV_WHO)s\nsupervisor.rpcinterface_factory=no.such:thing\n`,
  ),
  one('an interface without a factory', `${HEAD}[rpcinterface:x]\na=1\n`),
  one(
    'an interface that names here',
    `${HEAD}[rpcinterface:x]\na=%(here)s\nsupervisor.rpcinterface_factory=no.such:thing\n`,
  ),
  one('a plug-in of supervisorctl', `${HEAD}[ctlplugin:x]\n`),
];

const INCLUDES: readonly ConfigCase[] = [
  one('an include without files', `${HEAD}[include]\n`),
  one('an include that finds nothing', `${HEAD}[include]\nfiles=none/*.conf also-none\n`),
  one('included files in order', `${HEAD}[include]\nfiles=d/*.conf\n`, {
    files: {
      'd/b.conf': `[program:b]\n${CAT}`,
      'd/a.conf': '[program:b]\ncommand=a\n[program:a]\ncommand=a\n',
      'd/.h.conf': 'junk',
    },
  }),
  one('wildcards', `${HEAD}[include]\nfiles=?.ini [!x]1.ini [a-c]2.ini */z.ini\n`, {
    files: { 'q.ini': '', 'x1.ini': '', 'y1.ini': '', 'b2.ini': '', 'd2.ini': '', 'm/z.ini': '', 'n/z.ini': '' },
  }),
  one('two stars do not descend', `${HEAD}[include]\nfiles=**/*.ini\n`, {
    files: { 'a.ini': '', 'm/b.ini': '', 'm/n/c.ini': '' },
  }),
  one('here is the folder of each file', `${HEAD}[include]\nfiles=%(here)s/d/x.conf\n[program:m]\ncommand=%(here)s\n`, {
    files: { 'd/x.conf': '[program:x]\ncommand=%(here)s/run\n[supervisord]\nidentifier=%(here)s\n' },
  }),
  one('%%(here)s', `${HEAD}[include]\nfiles=d/x.conf\n[program:m]\ncommand=%%(here)s\n`, { files: { 'd/x.conf': '' } }),
  one('nested includes do not count', `${HEAD}[include]\nfiles=d/x.conf\n`, {
    files: { 'd/x.conf': '[include]\nfiles=y.conf\n', 'd/y.conf': '[supervisord]\nidentifier=y\n' },
  }),
  one('variables in a pattern', `${HEAD}[include]\nfiles=%(ENV_WHO)s.ini\n`, {
    files: { 'me.ini': '[supervisord]\nidentifier=i\n' },
  }),
  one('an unknown variable in a pattern', `${HEAD}[include]\nfiles=%(ENV_MISSING)s\n`),
  one('an included file that is broken', `${HEAD}[include]\nfiles=x.ini\n`, {
    files: { 'x.ini': '[program:x]\nbroken\n' },
  }),
  one('an included file without a header', `${HEAD}[include]\nfiles=x.ini\n`, { files: { 'x.ini': 'a=b\n' } }),
  one('an included folder', `${HEAD}[include]\nfiles=d\n`, { files: { 'd/x': '' } }),
  one('a fault in an included program', `${HEAD}[include]\nfiles=d/x.ini\n`, {
    files: { 'd/x.ini': `[program:x]\n${CAT}startsecs=x\n` },
  }),
  one('[supervisord] in an included file', '[include]\nfiles=x.ini\n', { files: { 'x.ini': HEAD } }),
  one('several lines of patterns', `${HEAD}[include]\nfiles=\n  a.ini\n  b.ini\n`, {
    files: { 'a.ini': '', 'b.ini': '' },
  }),
];

export const TEXT_CASES: readonly ConfigCase[] = [
  ...DIALECT,
  ...EXPANSION,
  ...ENVIRONMENT,
  ...PROGRAMS,
  ...SERVERS,
  ...INCLUDES,
];
