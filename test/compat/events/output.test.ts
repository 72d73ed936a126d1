import { calls, rpcCase, type Step, until } from '../rpc/rpcCase.ts';
import { listener, logged, PRINTER, program, sees, told } from './listening.ts';

const NOW = 'startsecs=0\n';

function prints(program: string, text: string): Step {
  return { ...calls('sendProcessStdin', [program, `${text}\n`]), title: `${program} prints ${text}` };
}

rpcCase({
  title: 'process log events',
  sections: [
    listener('all', 'PROCESS_LOG', [], `${NOW}buffer_size=100`),
    listener('outs', 'PROCESS_LOG_STDOUT', [], `${NOW}buffer_size=100`),
    listener(
      'errs',
      'PROCESS_LOG_STDERR',
      ['err=said by a listener\\n', 'ok'],
      `${NOW}buffer_size=100\nstderr_events_enabled=true`,
    ),
    listener(
      'loud',
      'REMOTE_COMMUNICATION',
      ['err=on its stderr\\n'],
      `${NOW}stderr_events_enabled=true\nstdout_events_enabled=true`,
    ),
    program('out', PRINTER, `${NOW}stdout_events_enabled=true`),
    program('err', `${PRINTER} 2`, `${NOW}stderr_events_enabled=true`),
    program('both', `sh -c "${PRINTER} 2 >&1"`, `${NOW}stdout_events_enabled=true\nredirect_stderr=true`),
    program('silent', PRINTER, `${NOW}stderr_events_enabled=true`),
    program('captured', PRINTER, `${NOW}stdout_events_enabled=true\nstdout_capture_maxbytes=1KB`),
    program('written', PRINTER, `${NOW}stdout_events_enabled=true\nstdout_logfile={dir}/written.out`),
    program('member', PRINTER, `${NOW}stdout_events_enabled=true`),
    program(
      'last',
      'sh -c "read line; echo the last words; exit 0"',
      `${NOW}stdout_events_enabled=true\nautorestart=false`,
    ),
    '[group:g]\nprograms=member\n',
  ].join('\n'),
  steps: [
    ...['all', 'outs', 'errs', 'loud', 'out', 'err', 'both', 'silent', 'captured', 'written', 'g:member', 'last'].map(
      (name) => until(name, 'RUNNING'),
    ),
    prints('out', 'a line\\n'),
    told('all', /a line/),
    prints('out', 'no line'),
    told('all', /no line/),
    prints('out', 'two\\nlines\\n'),
    told('all', /two/),
    prints('out', 'beyond ASCII: \\0303\\0244\\0342\\0202\\0254\\0360\\0237\\0230\\0200\\n'),
    told('all', /beyond/),
    prints('out', 'half a character: \\0342'),
    told('all', /half a character/),
    prints('out', '\\0202\\0254 the other half\\n'),
    told('all', /other half/),
    prints('out', `no text: \\0377 ' \\0000 \\0033\\n`),
    told('all', /no text/),
    prints('out', `quoted: \\0377 "both' \\r\\t\\\\\\\\\\n`),
    told('all', /quoted/),
    prints('out', '\\n'),
    told('all', /channel:stdout\n\n$/, 'an empty line'),
    prints('err', 'on stderr\\n'),
    told('all', /on stderr/),
    told('errs', /said by a listener/, 'a listener is told of its own stderr'),
    prints('both', 'redirected\\n'),
    told('all', /redirected/),
    prints('silent', 'not told\\n'),
    logged(/not told/),
    prints(
      'captured',
      'before, and long enough<!--XSUPERVISOR:BEGIN-->inside<!--XSUPERVISOR:END-->after it, and long enough\\n',
    ),
    told('all', /processname:captured .*\nafter it/),
    prints('written', 'to a file, too\\n'),
    told('all', /to a file/),
    prints('g:member', 'in a group\\n'),
    told('all', /in a group/),
    prints('last', ''),
    told('all', /last words/),
    calls('sendRemoteCommEvent', ['to', 'loud']),
    told('all', /on its stderr/),
    sees('outs', { until: /last words/, shows: /Undecodable: b/, unnumbered: true }),
    sees('errs', { until: /on its stderr/, unnumbered: true, only: /processname:(?!errs)/ }),
  ],
});

rpcCase({
  title: 'more output at once than is read at once',
  sections: [
    listener('l', 'PROCESS_LOG', [], `${NOW}buffer_size=1000`),
    program('bulk', 'sh -c "read line; seq 100000 | head -c 400000; sleep 1000"', `${NOW}stdout_events_enabled=true`),
  ].join('\n'),
  steps: [
    until('l', 'RUNNING'),
    until('bulk', 'RUNNING'),
    prints('bulk', ''),
    {
      title: 'all of it is told, in pieces',
      run: async (side) => {
        const events = (await sees('l', { until: /68515\n68516/ }).run(side)) as string[];
        const pieces = events.map((text) => text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1));
        const whole = pieces.join('');
        return { length: whole.length, begin: whole.slice(0, 20) };
      },
      shows: /"begin":"1/,
    },
  ],
});
