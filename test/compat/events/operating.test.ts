import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { calls, INTERFACE, rpcCase, SERVER, type Step, SUPERVISORD, unordered, until } from '../rpc/rpcCase.ts';
import { answered, listener, logged, PRINTER, program, protocolOf, sees, tell, told } from './listening.ts';

const NOW = 'startsecs=0\n';
const run = promisify(execFile);

/** Supervisor's own client. */
function ctl(...words: readonly string[]): Step {
  return {
    title: `supervisorctl ${words.join(' ')}`,
    run: async ({ socket }) => {
      const { stdout } = await run('/usr/bin/supervisorctl', ['-s', `unix://${socket}`, ...words]).catch(
        (error: { stdout: string }) => error,
      );
      return stdout.replace(/pid \d+, uptime \d:\d\d:\d\d/g, 'pid <pid>, uptime <time>');
    },
  };
}

const file = (name: string, shows: RegExp): Step => ({
  title: `the file ${name}`,
  run: async ({ daemon }) => daemon.sandbox.read(name),
  shows,
});

rpcCase({
  title: 'a listener is a process too',
  sections: [
    listener(
      'l',
      'REMOTE_COMMUNICATION',
      ['err=heard\\n'],
      `${NOW}stdout_logfile={dir}/l.out\nstderr_logfile={dir}/l.err`,
    ),
    listener(
      'odd',
      'REMOTE_COMMUNICATION',
      ['raw=\\x1b[31mred\\n', 'ok'],
      `${NOW}priority=2\nstdout_logfile={dir}/odd.out`,
    ),
    listener('typed', 'REMOTE_COMMUNICATION', [], `${NOW}priority=3\nstdout_logfile={dir}/typed.out`),
    listener('bare', 'REMOTE_COMMUNICATION', [], `${NOW}priority=4`),
    program('p', '/bin/cat', NOW),
  ].join('\n'),
  steps: [
    ...['l', 'odd', 'typed', 'bare'].map((name) => answered(name, 0)),
    tell('word', 'one'),
    answered('l', 1),
    answered('bare', 1),
    answered('typed', 1),
    logged(/^odd: has entered the UNKNOWN state/),
    file('l.out', /READY.nRESULT 2.nOKREADY/),
    file('l.err', /heard/),
    file('odd.out', /red/),
    calls('readProcessStdoutLog', ['l', 0, 100]),
    calls('tailProcessStdoutLog', ['l', 0, 100]),
    calls('tailProcessStderrLog', ['l', 0, 100]),
    calls('readProcessStdoutLog', ['bare', 0, 100]),
    calls('clearProcessLogs', ['l']),
    tell('word', 'two'),
    answered('l', 2),
    file('l.out', /^"RESULT 2.nOKREADY/),
    ctl('status'),
    ctl('tail', 'l'),
    ctl('tail', 'l', 'stderr'),
    ctl('restart', 'l'),
    ctl('stop', 'odd'),
    ctl('status', 'odd'),
    tell('word', 'three'),
    ctl('start', 'odd'),
    sees(
      'odd',
      { until: /three/, shows: /one.*one.*two.*three/ },
      'after a restart it gets what it left, and the rest',
    ),
    // It takes it for an event, and answers without being asked.
    calls('sendProcessStdin', ['typed', 'hello\n'], { shows: /true/ }),
    logged(/^typed: has entered the UNKNOWN state/),
    protocolOf('typed'),
    calls('getProcessInfo', ['typed']),
    calls('signalProcess', ['typed', 'TERM']),
    logged(/^exited: typed/),
    until('typed', 'RUNNING'),
    calls('getAllProcessInfo'),
    calls('stopProcessGroup', ['l']),
    calls('startProcess', ['l']),
    unordered('stopAllProcesses'),
  ],
});

rpcCase({
  title: 'strip_ansi',
  sections: '',
  config: [
    `${SERVER}${SUPERVISORD}strip_ansi=true\n${INTERFACE}`,
    listener('l', 'PROCESS_LOG,PROCESS_COMMUNICATION', [], `${NOW}priority=1\nbuffer_size=100`),
    listener(
      'odd',
      'REMOTE_COMMUNICATION',
      ['raw=\\x1b[31mred\\n', 'ok'],
      `${NOW}priority=2\nstdout_logfile={dir}/odd.out`,
    ),
    program('p', PRINTER, `${NOW}stdout_events_enabled=true\nstdout_capture_maxbytes=1000`),
  ].join('\n'),
  steps: [
    answered('odd', 0),
    until('p', 'RUNNING'),
    calls('sendProcessStdin', ['p', '\\0033[31mred\\0033[0m and plain, long enough\\n\n']),
    told('l', /plain/),
    calls('sendProcessStdin', ['p', '<!--XSUPERVISOR:BEGIN-->\\0033[1mbold\\0033[0m<!--XSUPERVISOR:END-->\n']),
    told('l', /COMMUNICATION.*\n.*\n.*bold/),
    tell('a', 'word'),
    logged(/^odd: has entered the UNKNOWN state/),
    file('odd.out', /red/),
    protocolOf('odd'),
  ],
});

rpcCase({
  title: 'at loglevel info',
  sections: '',
  config: [
    `${SERVER}${SUPERVISORD.replace('debug', 'info')}${INTERFACE}`,
    listener('rejects', 'REMOTE_COMMUNICATION', ['fail', 'ok'], `${NOW}priority=1`),
    listener('breaks', 'REMOTE_COMMUNICATION', ['raw=no\\n'], `${NOW}priority=2`),
    listener('overflows', 'REMOTE_COMMUNICATION', ['none'], `${NOW}priority=3\nbuffer_size=1`),
  ].join('\n'),
  steps: [
    ...['rejects', 'breaks', 'overflows'].map((name) => until(name, 'RUNNING')),
    tell('a', '1'),
    sees('overflows', { until: 1 }),
    tell('a', '2'),
    tell('a', '3'),
    sees('rejects', { until: 4 }),
    logged(/^breaks: has entered/),
    ...['rejects', 'breaks', 'overflows'].map((name) => protocolOf(name, /WARN|ERRO/)),
  ],
});
