import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkConfig } from '../../../src/config/check/check.ts';
import { checkExitCode, renderProblems } from '../../../src/config/check/report.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { TEXT_CASES } from '../../compat/config/cases/texts.ts';
import { VALUE_CASES } from '../../compat/config/cases/values.ts';
import { surroundings, write } from './surroundings.ts';

const HEAD = '[supervisord]\n';
const CAT = 'command=/bin/cat\n';

interface Case {
  readonly title: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  /** The lines that are printed, without the folder. */
  readonly lines: readonly string[];
}

const CASES: readonly Case[] = [
  { title: 'nothing is said of a file that is fine', text: `${HEAD}[program:x]\n${CAT}`, lines: [] },
  {
    title: 'all bad values are reported at once, not just the first',
    text: `${HEAD}minfds=many\numask=9\n[program:x]\nstartsecs=soon\nautostart=maybe\n[inet_http_server]\nport=127.0.0.1:http\n`,
    lines: [
      "supervisord.conf:2: [supervisord] minfds: invalid literal for int() with base 10: 'many' (expected a whole number)",
      'supervisord.conf:3: [supervisord] umask: 9 can not be converted to an octal type (expected an octal number such as 022)',
      'supervisord.conf:4: [program:x]: program section program:x does not specify a command (command=/path/to/program arguments)',
      "supervisord.conf:5: [program:x] startsecs: invalid literal for int() with base 10: 'soon' (expected a whole number)",
      "supervisord.conf:6: [program:x] autostart: not a valid boolean value: 'maybe' (expected true or false (yes/no, on/off, 1/0))",
      "supervisord.conf:8: [inet_http_server] port: invalid literal for int() with base 10: 'http' (expected a whole number)",
    ],
  },
  {
    title: 'several processes of a section are one problem',
    text: `${HEAD}[program:x]\n${CAT}numprocs=3\nprocess_name=%(process_num)d\ndirectory=%(nowhere)s\n`,
    lines: [
      "supervisord.conf:6: [program:x] directory: Format string '%(nowhere)s' for 'program:x.directory' contains names ('nowhere') which cannot be expanded. (expected one of %(here)s, %(program_name)s, %(host_node_name)s, %(group_name)s, %(process_num)s, %(numprocs)s)",
    ],
  },
  {
    title: 'unknown keys and sections come with what was probably meant',
    text: `${HEAD}logfle=/tmp/x\n[program:x]\ncomand=/bin/cat\n${CAT}logfile=/tmp/y\nminfds=3\n[progam:y]\n${CAT}[program]\n[watch]\n`,
    lines: [
      'supervisord.conf:2: [supervisord] logfle: warning: the key is not known in [supervisord] and has no effect (did you mean logfile?)',
      'supervisord.conf:4: [program:x] comand: warning: the key is not known in [program:x] and has no effect (did you mean command?)',
      'supervisord.conf:6: [program:x] logfile: warning: the key is not known in [program:x] and has no effect (did you mean stdout_logfile?)',
      'supervisord.conf:7: [program:x] minfds: warning: the key is not known in [program:x] and has no effect (it belongs in [supervisord])',
      'supervisord.conf:8: [progam:y]: warning: the section [progam:y] is not known and has no effect (did you mean [program:y]?)',
      'supervisord.conf:10: [program]: warning: the section [program] is not known and has no effect (did you mean [program:name]?)',
      'supervisord.conf:11: [watch]: warning: the section [watch] is not known and has no effect',
    ],
  },
  {
    title: 'wrong values of what is kept of failures',
    text: `${HEAD}scene_dir=/nowhere/at/all\nscene_max=-1\nscene_age=soon\nscene_sample=0\n`,
    lines: [
      'supervisord.conf:2: [supervisord] scene_dir: The directory named as part of the path /nowhere/at/all does not exist (expected the directory /nowhere/at to exist)',
      "supervisord.conf:3: [supervisord] scene_max: not a valid number: '-1' (expected a whole number from 0 to 100000)",
      "supervisord.conf:4: [supervisord] scene_age: not a valid duration: 'soon' (expected seconds such as 10 or 0.5, or a number with ms, s, m, h or d)",
      "supervisord.conf:5: [supervisord] scene_sample: not a valid duration: '0' (expected more than 0: seconds such as 10 or 0.5, or a number with ms, s, m, h or d)",
    ],
  },
  {
    title: 'shells are not for everybody who reaches a port',
    text:
      `${HEAD}console=true\n[unix_http_server]\nfile=/tmp/x.sock\n[inet_http_server]\nport=127.0.0.1:9001\n` +
      '[inet_http_server:half]\nport=127.0.0.1:9002\nusername=me\npassword=\n' +
      '[inet_http_server:good]\nport=127.0.0.1:9003\nusername=me\npassword=pw\n',
    lines: [
      'supervisord.conf:6: [inet_http_server] port: console=true in [supervisord] needs username and password in [inet_http_server]: without them everybody who reaches that port gets a shell (set both, or leave out console)',
      'supervisord.conf:8: [inet_http_server:half] port: console=true in [supervisord] needs username and password in [inet_http_server:half]: without them everybody who reaches that port gets a shell (set both, or leave out console)',
    ],
  },
  {
    title: 'what opens no shells needs no password',
    text: `${HEAD}console=false\n[inet_http_server]\nport=127.0.0.1:9001\n`,
    lines: [],
  },
  {
    title: 'keys of plug-ins and of [DEFAULT] are free',
    text: `${HEAD}[DEFAULT]\nanything=1\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\ncolour=red\n`,
    lines: [],
  },
  {
    title: 'comments that cut a quoted text',
    text: `${HEAD}[program:x]\ncommand=sh -c "a ; b"\n[program:y]\ncommand=sh -c 'a\n  b #c'\n[program:z]\ncommand=a ; "b"\n[program:w]\ncommand=echo "a;b" ; it's\n`,
    lines: [
      'supervisord.conf:3: [program:x] command: warning: the comment from " ;" on cuts a quoted text (write ; without white space before it)',
      'supervisord.conf:6: [program:y] command: warning: the comment from " #" on cuts a quoted text (write # without white space before it)',
    ],
  },
  {
    title: 'headers that are none',
    text: `${HEAD}[program:x\n[program:y] hello\n${CAT}  [program:z]\n  [ -f x ]\n`,
    lines: [
      'supervisord.conf:2: [supervisord] [program: warning: a section header without its closing ] (write [program:x])',
      'supervisord.conf:3: [program:y]: warning: the text behind the ] is ignored: hello (put it on a line of its own)',
      'supervisord.conf:5: [program:y] command: warning: an indented [program:z] is part of the value above (start it at the left margin)',
    ],
  },
  {
    title: 'what is said twice in a file',
    text: `${HEAD}identifier=a\nidentifier=b\n[program:x]\n${CAT}[supervisord]\n`,
    lines: [
      'supervisord.conf:3: [supervisord] identifier: warning: sets the key of line 2 again',
      'supervisord.conf:6: [supervisord]: warning: opens the section of line 1 again',
    ],
  },
  {
    title: 'another file may say it again',
    text: `${HEAD}identifier=a\n[include]\nfiles=x.ini none.ini\n`,
    files: { 'x.ini': '[supervisord]\nidentifier=b\nnodaemon=maybe\n' },
    lines: [
      'supervisord.conf:4: [include] files: warning: No file matches via include "none.ini" (correct the pattern, or take it out)',
      "x.ini:3: [supervisord] nodaemon: not a valid boolean value: 'maybe' (expected true or false (yes/no, on/off, 1/0))",
    ],
  },
  {
    title: 'lines that are not understood do not hide the rest',
    text: `${HEAD}nonsense\nminfds=x\nmore\n`,
    lines: [
      "supervisord.conf:2: neither a section nor an option: 'nonsense' (write key=value, or indent the line to continue the value above it)",
      "supervisord.conf:3: [supervisord] minfds: invalid literal for int() with base 10: 'x' (expected a whole number)",
      "supervisord.conf:4: neither a section nor an option: 'more' (write key=value, or indent the line to continue the value above it)",
    ],
  },
  {
    title: 'unknown members of a group, all of them',
    text: `${HEAD}[program:web]\n${CAT}[group:g]\nprograms=wbe,web,other\n`,
    lines: [
      'supervisord.conf:5: [group:g] programs: [group:g] names unknown program or fcgi-program wbe (did you mean web?)',
      'supervisord.conf:5: [group:g] programs: [program:web] names unknown program or fcgi-program other (add a [program:other] section)',
    ],
  },
  {
    title: 'Python that cannot run here',
    text: `${HEAD}[rpcinterface:t]\nsupervisor.rpcinterface_factory=t:make\n[eventlistener:l]\n${CAT}events=EVENT\nresult_handler=m:f\n[ctlplugin:c]\nsupervisor.ctl_factory=c:make\n`,
    lines: [
      'supervisord.conf:3: [rpcinterface:t] supervisor.rpcinterface_factory: warning: the Python plug-in t:make cannot run in this daemon (its RPC methods are missing; take the section out if nothing calls them)',
      'supervisord.conf:7: [eventlistener:l] result_handler: warning: the Python plug-in m:f cannot run in this daemon (results are judged by the default handler: OK is fine, FAIL is not)',
      'supervisord.conf:9: [ctlplugin:c] supervisor.ctl_factory: warning: the Python plug-in c:make cannot run in this daemon (its commands are missing in supervisorctl)',
    ],
  },
  {
    title: 'JavaScript that is not there, or lacks the function',
    text: `${HEAD}[rpcinterface:a]\nsupervisor.rpcinterface_factory=./none.mjs:make\n[rpcinterface:b]\nsupervisor.rpcinterface_factory=./some.mjs:other\n[eventlistener:l]\n${CAT}events=EVENT\nresult_handler=%(here)s/some.mjs\n[ctlplugin:c]\nsupervisor.ctl_factory=some.mjs:make\n[ctlplugin:d]\nsupervisor.ctl_factory=/no/such.cjs:make\n`,
    files: { 'some.mjs': '// export function other\nexport async function make() {}\n' },
    lines: [
      'supervisord.conf:3: [rpcinterface:a] supervisor.rpcinterface_factory: the file none.mjs cannot be read: there is no such file (the daemon does not start without it)',
      'supervisord.conf:5: [rpcinterface:b] supervisor.rpcinterface_factory: the file some.mjs exports no other (the daemon does not start without it)',
      'supervisord.conf:9: [eventlistener:l] result_handler: warning: the file some.mjs exports no default (no event is ever accepted without it)',
      'supervisord.conf:11: [ctlplugin:c] supervisor.ctl_factory: warning: the Python plug-in some.mjs:make cannot run in this daemon (a JavaScript file is written ./some.mjs:make)',
      'supervisord.conf:13: [ctlplugin:d] supervisor.ctl_factory: warning: the file /no/such.cjs cannot be read: there is no such file (its commands are missing in tsupervisorctl)',
    ],
  },
  {
    title: 'plug-ins that are there or built in',
    text: `${HEAD}[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory=supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface\n[rpcinterface:a]\nsupervisor.rpcinterface_factory=./a.mjs:make\n[rpcinterface:b]\nsupervisor.rpcinterface_factory=./b.mjs:make\n[rpcinterface:c]\nsupervisor.rpcinterface_factory=./c.cjs:make\n[rpcinterface:d]\nsupervisor.rpcinterface_factory=./d.mjs\n[eventlistener:l]\n${CAT}events=EVENT\nresult_handler=supervisor_stdout:event_handler\n`,
    files: {
      'a.mjs': 'function x() {}\nexport { y, x as make };\n',
      'b.mjs': 'export * from "./a.mjs";\n',
      'c.cjs': 'module.exports = { make() {} };\n',
      'd.mjs': 'export default () => ({});\n',
    },
    lines: [],
  },
  {
    title: 'servers that are open to the network',
    text: `${HEAD}[inet_http_server]\nport=9001\n[inet_http_server:a]\nport=10.0.0.1:1\nusername=u\npassword=p\n[inet_http_server:b]\nport=localhost:2\n`,
    lines: [
      'supervisord.conf:3: [inet_http_server] port: warning: listens on every interface without a password: whoever reaches it controls this daemon (set username and password, or listen on 127.0.0.1)',
    ],
  },
  {
    title: 'names of hosts with more than their names',
    text: `${HEAD}[inet_http_server]\nport=localhost:1\nallowed_hosts=sup.example.com, [::1] Other\n[inet_http_server:b]\nport=localhost:2\nallowed_hosts=https://sup.example.com\n`,
    lines: [
      "supervisord.conf:7: [inet_http_server:b] allowed_hosts: invalid host name 'https://sup.example.com' (expected names like sup.example.com, without scheme and port)",
    ],
  },
  {
    title: 'what the daemon warns of when it starts',
    text: `${HEAD}[program:x]\n${CAT}stdout_logfile=syslog\n`,
    lines: [
      'supervisord.conf:4: [program:x] stdout_logfile: warning: For [program:x], stdout_logfile=syslog but this is deprecated and will be removed.  Use stdout_syslog=true to enable syslog instead.',
    ],
  },
  {
    title: '[supervisorctl] is looked at too',
    text: `${HEAD}[supervisorctl]\nserverurl=%(nothing)s\n`,
    lines: [
      "supervisord.conf:3: [supervisorctl] serverurl: Format string '%(nothing)s' for 'supervisorctl.serverurl' contains names ('nothing') which cannot be expanded. (expected one of %(here)s)",
    ],
  },
  {
    title: 'a byte order mark',
    text: '\ufeff[supervisord]\n',
    lines: [
      "supervisord.conf:1: no section header above '\\ufeff[supervisord]\\n' (the file starts with a byte order mark: save it without one)",
    ],
  },
];

/** Sentences that stand for several problems. */
const WHOLE_FILE = /^(Source contains parsing errors|File contains no section headers)/;

describe('--check', () => {
  for (const { title, text, files = {}, lines } of CASES) {
    test(title, (t) => {
      const file = write(t, { 'supervisord.conf': text, ...files });
      const folder = file.slice(0, file.lastIndexOf('/') + 1);
      const printed = renderProblems(checkConfig(file, surroundings())).replaceAll(folder, '');
      assert.deepEqual(printed.split('\n').slice(0, -1), lines);
    });
  }

  test('says the same as loading: an error where the file is refused, and only there', (t) => {
    for (const { title, text, files } of [...VALUE_CASES, ...TEXT_CASES]) {
      const file = write(t, { 'supervisord.conf': text, ...files });
      const context = surroundings({ WHO: 'me', NUM: '3', WITH_SPACE: 'a b' });
      // A plug-in of supervisorctl does not concern the daemon that is loaded here.
      const errors = checkConfig(file, context).filter(({ severity, section }) => {
        return severity === 'error' && section?.startsWith('ctlplugin:') !== true;
      });
      const loaded = loadConfig(file, context);
      const told =
        !loaded.ok && (WHOLE_FILE.test(loaded.error) || errors.some(({ message }) => loaded.error.includes(message)));
      assert.equal(loaded.ok ? errors.length === 0 : told, true, title);
    }
  });

  test('a file that is not there', () => {
    assert.equal(
      renderProblems(checkConfig('/no/such/file', surroundings())),
      '/no/such/file: could not find config file /no/such/file (name an existing file with -c)\n',
    );
  });

  test('exits 2 with errors, 1 with warnings where they count, else 0', (t) => {
    const warning = checkConfig(write(t, `${HEAD}[watch]\n`), surroundings());
    const error = checkConfig(write(t, 'x\n'), surroundings());
    assert.deepEqual(
      [
        checkExitCode([], true),
        checkExitCode(warning, false),
        checkExitCode(warning, true),
        checkExitCode(error, false),
      ],
      [0, 0, 1, 2],
    );
  });
});
