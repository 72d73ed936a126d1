import { notRoot } from '../../helpers/flavour.ts';
import { calls, INTERFACE, rpcCase, SERVER, type Step, SUPERVISORD, until } from '../rpc/rpcCase.ts';
import { listener, program, sees } from './listening.ts';

const MANUAL = 'autostart=false\nstartsecs=0\n';
const LISTENER = 'startsecs=0\nbuffer_size=200';

/** What the listener is told of one process. */
function toldOf(name: string, last: RegExp, shows: RegExp): Step {
  const only = new RegExp(`processname:${name} `);
  return sees('l', { until: last, only, shows, unnumbered: true }, `what is told of ${name}`);
}

const start = (name: string): Step => calls('startProcess', [name, false], { shows: /true/ });
const stop = (name: string): Step => calls('stopProcess', [name], { shows: /true/ });

rpcCase({
  title: 'process state events',
  sections: [
    listener('l', 'PROCESS_STATE', [], LISTENER),
    program('steady', '/bin/cat', MANUAL),
    program('ends', 'sh -c "exit 0"', `${MANUAL}autorestart=false`),
    program('fails', 'sh -c "exit 3"', `${MANUAL}autorestart=false`),
    program('allowed', 'sh -c "exit 3"', `${MANUAL}autorestart=false\nexitcodes=3,4`),
    program('killed', 'sh -c "kill -9 $$"', `${MANUAL}autorestart=false`),
    program('flaky', 'sh -c "exit 1"', 'autostart=false\nstartretries=1\nstartsecs=2'),
    program('missing', '/no/such/program', 'startretries=0'),
    program('again', 'sh -c "read line; exit 7"', `${MANUAL}autorestart=true`),
    program('unexpected', 'sh -c "read line; exit $line"', `${MANUAL}autorestart=unexpected`),
    program('retrying', 'sh -c "exit 1"', 'autostart=false\nstartretries=100\nstartsecs=2'),
    program('slow', '/bin/cat', 'autostart=false\nstartsecs=1000'),
    program('stubborn', `sh -c "trap '' TERM; echo; while :; do sleep 0.1; done"`, `${MANUAL}stopwaitsecs=1`),
    program('two', '/bin/cat', `${MANUAL}numprocs=2\nprocess_name=two_%(process_num)d`),
    program('member', '/bin/cat', MANUAL),
    '[group:g]\nprograms=member\n',
  ].join('\n'),
  steps: [
    until('l', 'RUNNING'),
    start('steady'),
    until('steady', 'RUNNING'),
    stop('steady'),
    toldOf('steady', /from_state:STOPPING/, /STOPPED len:65.*processname:steady groupname:steady/),
    start('ends'),
    toldOf('ends', /expected/, /EXITED.*expected:1 pid:<pid>/),
    start('fails'),
    toldOf('fails', /expected/, /EXITED.*expected:0 pid:<pid>/),
    start('allowed'),
    toldOf('allowed', /expected/, /EXITED.*expected:1 pid:<pid>/),
    start('killed'),
    toldOf('killed', /expected/, /EXITED.*expected:0 pid:<pid>/),
    start('flaky'),
    toldOf('flaky', /from_state:BACKOFF$/, /tries:2.*FATAL/),
    toldOf('missing', /from_state:BACKOFF$/, /BACKOFF.*tries:1.*FATAL/),
    start('again'),
    until('again', 'RUNNING'),
    calls('sendProcessStdin', ['again', '\n']),
    toldOf('again', /from_state:EXITED tries:0/, /STARTING.*from_state:EXITED tries:0/),
    start('unexpected'),
    until('unexpected', 'RUNNING'),
    calls('sendProcessStdin', ['unexpected', '1\n']),
    toldOf('unexpected', /from_state:EXITED tries:0/, /STARTING/),
    until('unexpected', 'RUNNING'),
    calls('sendProcessStdin', ['unexpected', '0\n']),
    toldOf('unexpected', /expected:1/, /EXITED.*expected:0.*EXITED.*expected:1/),
    start('retrying'),
    // There are three seconds until the next start then.
    toldOf('retrying', /from_state:STARTING tries:3/, /BACKOFF/),
    stop('retrying'),
    toldOf('retrying', /from_state:BACKOFF pid:0/, /STOPPED.*pid:0/),
    start('slow'),
    stop('slow'),
    toldOf('slow', /from_state:STOPPING/, /STOPPING.*from_state:STARTING/),
    start('stubborn'),
    until('stubborn', 'RUNNING'),
    stop('stubborn'),
    toldOf('stubborn', /from_state:STOPPING/, /STOPPING.*from_state:RUNNING/),
    start('two:two_1'),
    toldOf('two_1', /from_state:STARTING/, /processname:two_1 groupname:two /),
    start('g:member'),
    toldOf('member', /from_state:STARTING/, /processname:member groupname:g /),
    sees(
      'l',
      { until: 2, only: /processname:l /, unnumbered: true, shows: /STARTING.*RUNNING/ },
      'what a listener is told of itself',
    ),
  ],
});

/** Not even root may send a signal without the capability. */
const POWERLESS = ['setpriv', '--bounding-set=-kill', '--inh-caps=-kill'];

if (notRoot === false) {
  rpcCase({
    title: 'a process that cannot be signalled',
    sections: '',
    config: [
      `${SERVER}chmod=0777\n${SUPERVISORD}user=root\n${INTERFACE}`,
      listener('l', 'PROCESS_STATE', [], LISTENER),
      program('foreign', '/bin/cat', `${MANUAL}user=nobody`),
    ].join('\n'),
    wrap: POWERLESS,
    steps: [
      until('l', 'RUNNING'),
      start('foreign'),
      until('foreign', 'RUNNING'),
      {
        // The reference answers with the traceback.
        title: 'stopProcess(foreign)',
        run: async (side) =>
          /FAILED: unknown problem killing foreign/.exec(
            JSON.stringify(await side.call('supervisor.stopProcess', 'foreign')),
          ),
        shows: /FAILED/,
      },
      toldOf('foreign', /from_state:STOPPING/, /UNKNOWN.*from_state:STOPPING/),
    ],
  });
}
