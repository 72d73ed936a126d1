import { type Refusal, refusals } from '../helpers/refused.ts';

const HEAD = '[supervisord]\nlogfile={dir}/supervisord.log\npidfile={dir}/supervisord.pid\n';

function program(title: string, lines: string, says: RegExp, more: Partial<Refusal> = {}): Refusal {
  return { title, sections: `[program:bad]\n${lines}`, says, ...more };
}

refusals('configuration errors: the file', [
  {
    title: 'no [supervisord] section',
    config: '[program:x]\ncommand=sleep 1\n',
    says: /^Error: \.ini file does not include supervisord section$/,
  },
  { title: 'an empty file', config: '', says: /^Error: \.ini file does not include supervisord section$/ },
  {
    title: 'a line before the first section',
    config: `key=value\n${HEAD}`,
    says: /^Error: File contains no section headers\.$/,
  },
  {
    title: 'a line without a delimiter',
    sections: '[program:bad]\nnonsense',
    says: /^Error: Source contains parsing errors: '<dir>\/supervisord\.conf'$/,
  },
  {
    title: 'a directory in the place of the file',
    args: ['-n', '-c', '{dir}'],
    says: /^Error: could not read config file <dir>$/,
  },
  {
    title: 'a file that may not be read',
    uid: 65534,
    args: ['-n', '-c', '{dir}/closed.conf'],
    files: { 'closed.conf': { text: HEAD, mode: 0o000 } },
    says: /^Error: could not read config file <dir>\/closed\.conf$/,
  },
  {
    title: '[include] without files',
    sections: '[include]\nother=1',
    says: /^Error: \.ini file has \[include\] section, but no files setting$/,
  },
  {
    title: 'an included file with a parse error',
    sections: '[include]\nfiles=extra.ini',
    files: { 'extra.ini': '[program:y]\nnonsense\n' },
    says: /^Error: Source contains parsing errors: '<dir>\/extra\.ini'$/,
  },
  {
    title: 'an included program with an error names that file',
    sections: '[include]\nfiles=extra.ini',
    files: { 'extra.ini': '[program:y]\ncommand=x\nstartsecs=z\n' },
    says: /^Error: invalid literal .* in section 'program:y' \(file: '<dir>\/extra\.ini'\)$/,
  },
]);

refusals('configuration errors: [supervisord]', [
  ...(
    [
      ['loglevel=loud', /^Error: bad logging level name 'loud'$/],
      ['logfile=/nosuch/x.log', /^Error: The directory named as part of the path \/nosuch\/x\.log does not exist$/],
      ['pidfile=/nosuch/x.pid', /^Error: The directory named as part of the path/],
      ['logfile_maxbytes=1XB', /^Error: invalid literal for int\(\) with base 10: '1xb'$/],
      ['logfile_backups=many', /^Error: invalid literal for int\(\) with base 10: 'many'$/],
      ['umask=99', /^Error: 99 can not be converted to an octal type$/],
      ['minfds=few', /^Error: invalid literal for int\(\)/],
      ['minprocs=few', /^Error: invalid literal for int\(\)/],
      ['nodaemon=perhaps', /^Error: not a valid boolean value: 'perhaps'$/],
      ['directory=/nosuch', /^Error: \/nosuch is not an existing directory$/],
      ['childlogdir=/nosuch', /^Error: \/nosuch is not an existing directory$/],
      ['user=nosuchuser', /^Error: Invalid user name nosuchuser$/],
      ['environment=A', /^Error: Unexpected end of key\/value pairs in value 'A'$/],
      ['identifier=%(ENV_NOSUCH)s', /^Error: Format string .* for 'supervisord\.identifier' contains names/],
      ['logfile=%(nosuch', /^Error: Format string .* is badly formatted/],
    ] as const
  ).map(([line, says]) => ({ title: line, sections: `[supervisord]\n${line}`, says })),
  {
    title: 'environment=A="%(ENV_NOSUCH)s"',
    sections: '[supervisord]\nenvironment=A="%(ENV_NOSUCH)s"',
    says: /^Error: Format string 'A="%\(ENV_NOSUCH\)s"' for '[a-z.]*environment' contains names \('ENV_NOSUCH'\) which cannot be expanded/,
    differences: [
      {
        at: 'first line',
        reason:
          "Supervisor's main branch expands this value by itself: its message lacks the section, and host_node_name is known",
        reference: /for 'supervisord\.environment' contains names \('ENV_NOSUCH'\).*ENV_TSV_TEST_RUN, here"$/,
        ours: /for 'environment' contains names \('ENV_NOSUCH'\).*ENV_TSV_TEST_RUN, here, host_node_name"$/,
      },
    ],
  },
]);

refusals('configuration errors: [program:x]', [
  program(
    'no command',
    'startsecs=1',
    /^Error: program section program:bad does not specify a command in section 'program:bad' \(file: '<dir>\/supervisord\.conf'\)$/,
  ),
  program(
    'startsecs',
    'command=x\nstartsecs=soon',
    /^Error: invalid literal for int\(\) with base 10: 'soon' in section 'program:bad'/,
  ),
  program(
    'priority, which has no file in its message',
    'command=x\npriority=high',
    /^Error: invalid literal for int\(\) with base 10: 'high'$/,
  ),
  program('autostart', 'command=x\nautostart=maybe', /^Error: not a valid boolean value: 'maybe'/),
  program('autorestart', 'command=x\nautorestart=sometimes', /^Error: invalid 'autorestart' value 'sometimes'/),
  program('exitcodes', 'command=x\nexitcodes=0,x', /^Error: not a valid list of exit codes: '0,x'/),
  program('exitcodes beyond 255', 'command=x\nexitcodes=256', /^Error: not a valid list of exit codes/),
  program('stopsignal', 'command=x\nstopsignal=NOSUCH', /^Error: value 'NOSUCH' is not a valid signal name/),
  program(
    'a stopsignal that is no signal number',
    'command=x\nstopsignal=200',
    /^Error: value '200' is not a valid signal number/,
  ),
  program('user', 'command=x\nuser=nosuchuser', /^Error: Invalid user name nosuchuser in section/),
  program('umask', 'command=x\numask=8', /^Error: 8 can not be converted to an octal type/),
  program(
    'numprocs without process_num',
    'command=x\nnumprocs=2',
    /^Error: %\(process_num\) must be present within process_name when numprocs > 1 in section/,
  ),
  program('numprocs', 'command=x\nnumprocs=two', /^Error: invalid literal/),
  program(
    'stopasgroup without killasgroup',
    'command=x\nstopasgroup=true\nkillasgroup=false',
    /^Error: Cannot set stopasgroup=true and killasgroup=false in section/,
  ),
  program(
    'an unknown name in an expansion',
    'command=x %(nosuch)s',
    /^Error: Format string 'x %\(nosuch\)s' for 'program:bad\.command' contains names \('nosuch'\) which cannot be expanded/,
  ),
  program(
    'a percent sign that stands alone',
    'command=date +%Y',
    /^Error: Format string 'date \+%Y' for 'program:bad\.command' is badly formatted/,
  ),
  program(
    'an environment variable that is not there',
    'command=x %(ENV_NOSUCH)s',
    /^Error: Format string .*ENV_NOSUCH/,
  ),
  program(
    'a log in a directory that does not exist',
    'command=x\nstdout_logfile=/nosuch/x.log',
    /^Error: The directory named as part of the path \/nosuch\/x\.log does not exist in section/,
  ),
  program('stdout_logfile_maxbytes', 'command=x\nstdout_logfile_maxbytes=lots', /^Error: invalid literal/),
  program(
    'a log name that is expanded twice',
    'command=x\nstdout_logfile={dir}/a%%b.log',
    /^Error: Format string .*is badly formatted/,
  ),
  program('environment', 'command=x\nenvironment=A=1,B', /^Error: Unexpected end of key\/value pairs in value 'A=1,B'/),
  {
    title: 'a colon in a name',
    sections: '[program:a:b]\ncommand=x',
    says: /^Error: Invalid name: 'a:b' because of character: ':'/,
  },
  {
    title: 'a space in a name',
    sections: '[program:a b]\ncommand=x',
    says: /^Error: Invalid name: 'a b' because of character: ' '/,
  },
]);

refusals('configuration errors: other sections', [
  {
    title: '[group:x] with an unknown member',
    sections: '[group:g]\nprograms=nosuch',
    says: /^Error: \[group:g\] names unknown program or fcgi-program nosuch$/,
  },
  {
    title: '[eventlistener:x] without events',
    sections: '[eventlistener:e]\ncommand=x',
    says: /^Error: \[eventlistener:e\] section requires an "events" line$/,
  },
  {
    title: '[eventlistener:x] with an unknown event',
    sections: '[eventlistener:e]\ncommand=x\nevents=NOSUCH',
    says: /^Error: Unknown event type NOSUCH in \[eventlistener:e\] events$/,
  },
  {
    title: '[eventlistener:x] with redirect_stderr',
    sections: '[eventlistener:e]\ncommand=x\nevents=TICK_5\nredirect_stderr=true',
    says: /^Error: \[eventlistener:e\] section sets redirect_stderr=true but this is not allowed/,
  },
  {
    title: '[eventlistener:x] with buffer_size=0',
    sections: '[eventlistener:e]\ncommand=x\nevents=TICK_5\nbuffer_size=0',
    says: /^Error: \[eventlistener:e\] section sets invalid buffer_size \(0\)$/,
  },
  {
    title: '[fcgi-program:x] without a socket',
    sections: '[fcgi-program:f]\ncommand=x',
    says: /^Error: \[fcgi-program:f\] section requires a "socket" line$/,
  },
  {
    title: '[inet_http_server] without a port',
    sections: '[inet_http_server]\nusername=a\npassword=b',
    says: /^Error: section \[inet_http_server\] has no port value$/,
  },
  {
    title: '[inet_http_server] with half of a login',
    sections: '[inet_http_server]\nport=127.0.0.1:0\nusername=a',
    says: /^Error: Section \[inet_http_server\] contains incomplete authentication/,
  },
  {
    title: '[unix_http_server] without a file',
    sections: '[unix_http_server]\nchmod=0700',
    says: /^Error: section \[unix_http_server\] has no file value$/,
  },
  {
    title: '[unix_http_server] with a wrong chmod',
    sections: '[unix_http_server]\nfile={dir}/s\nchmod=999',
    says: /^Error: Invalid chmod value 999$/,
  },
  {
    title: '[unix_http_server] with a wrong chown',
    sections: '[unix_http_server]\nfile={dir}/s\nchown=nosuchuser',
    says: /^Error: Invalid sockchown value nosuchuser$/,
  },
  {
    title: '[rpcinterface:x] without a factory',
    sections: '[rpcinterface:r]\nother=1',
    says: /^Error: section \[rpcinterface:r\] does not specify a supervisor\.rpcinterface_factory$/,
  },
]);

refusals('configuration errors: what the machine does not allow', [
  {
    title: 'user= where the daemon is not root',
    uid: 65534,
    sections: '[supervisord]\nuser=daemon',
    says: /^Error: Can't drop privilege as nonroot user$/,
  },
  {
    title: 'minfds beyond the hard limit where the daemon is not root',
    uid: 65534,
    wrap: ['/bin/sh', '-c', 'ulimit -n 300; exec "$@"', 'sh'],
    says: /^Error: The minimum number of file descriptors required to run this process is 1024 as per the "minfds" command-line argument or config file setting\. The current environment will only allow you to open 1024 file descriptors\./,
  },
]);
