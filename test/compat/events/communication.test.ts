import { calls, rpcCase, type Step, until } from '../rpc/rpcCase.ts';
import { listener, logged, PRINTER, program, sees, told } from './listening.ts';

const NOW = 'startsecs=0\n';
const BEGIN = '<!--XSUPERVISOR:BEGIN-->';
const END = '<!--XSUPERVISOR:END-->';

/** One write of a program, and then what is waited for: another write would otherwise be read together with it. */
function prints(program: string, text: string): Step {
  return { ...calls('sendProcessStdin', [program, `${text}\n`]), title: `${program} prints ${text}` };
}

/** Each piece is printed after the daemon has read the one before: it says so in its log at level debug. */
function inPieces(program: string, pieces: readonly string[]): Step[] {
  return pieces.flatMap((piece, index) => {
    const plain = piece
      .replaceAll(BEGIN, '')
      .replace(BEGIN.slice(9), '')
      .replace(/<!--.*/, '');
    const text = new RegExp(plain);
    return [prints(program, piece), ...(index < pieces.length - 1 ? [logged(text)] : [])];
  });
}

const out = (name: string, differs?: Step['differs']): Step => ({
  title: `the log of ${name}`,
  run: async ({ daemon }) => daemon.sandbox.read(`${name}.out`),
  ...(differs ? { differs } : {}),
});

/** What is printed last. */
const HELD: Step['differs'] = {
  reason: 'the reference holds up to 24 bytes back until more comes (REFERENCE.md, surprise 20)',
  reference: /^""$/,
  ours: '\n',
};

const emitted: Step = {
  title: 'what the activity log says of communication events',
  run: async ({ daemon }) => daemon.messages().filter((line) => line.includes('emitted a comm event')),
  shows: /emitted a comm event/,
};

rpcCase({
  title: 'process communication events',
  sections: [
    listener('l', 'PROCESS_COMMUNICATION', [], `${NOW}buffer_size=100`),
    listener('out', 'PROCESS_COMMUNICATION_STDOUT', [], `${NOW}buffer_size=100`),
    listener('err', 'PROCESS_COMMUNICATION_STDERR', [], `${NOW}buffer_size=100`),
    program('one', PRINTER, `${NOW}stdout_capture_maxbytes=100\nstdout_logfile={dir}/one.out`),
    program('errs', `${PRINTER} 2`, `${NOW}stderr_capture_maxbytes=1KB\nstderr_logfile={dir}/errs.out`),
    program(
      'merged',
      `${PRINTER} 2`,
      `${NOW}redirect_stderr=true\nstdout_capture_maxbytes=1KB\nstdout_logfile={dir}/merged.out`,
    ),
    program('plain', PRINTER, `${NOW}stdout_logfile={dir}/plain.out`),
    program('again', PRINTER, `${NOW}stdout_capture_maxbytes=1KB\nautorestart=true\nstdout_logfile={dir}/again.out`),
  ].join('\n'),
  steps: [
    ...['l', 'out', 'err', 'one', 'errs', 'merged', 'plain', 'again'].map((name) => until(name, 'RUNNING')),
    prints('one', `before\\n${BEGIN}in one write${END}after\\n`),
    told('l', /in one write/),
    prints('one', `${BEGIN}first${END}between${BEGIN}second${END}`),
    told('l', /second/),
    prints('one', `${BEGIN}${END}the empty one\\n`),
    told('l', /serial:3 /),
    ...inPieces('one', [
      `text longer than a token ${BEGIN.slice(0, 9)}`,
      `${BEGIN.slice(9)}in pieces, longer than a token ${END.slice(0, 5)}`,
      `${END.slice(5)} and on`,
    ]),
    told('l', /in pieces/),
    prints('one', `no token: ${BEGIN.slice(0, 12)} but something else\\n`),
    prints('one', `${BEGIN}nested ${BEGIN}inner${END}outer${END}\\n`),
    told('l', /inner/),
    prints('one', `an end without begin ${END} and on\\n`),
    prints('one', `${BEGIN}${'0123456789'.repeat(10)}${END}\\n`),
    told('l', /0123456789/, 'capture_maxbytes exactly'),
    prints('one', `${BEGIN}${'abcdefghij'.repeat(10)}+more${END}\\n`),
    told('l', /\+more/, 'more than capture_maxbytes at once'),
    ...inPieces('one', [`${BEGIN}${'first piece '.repeat(5)}`, `${'second piece '.repeat(5)}${END}`]),
    told('l', /second piece/, 'more than capture_maxbytes in two pieces'),
    ...inPieces('one', [`${BEGIN}${'a piece of 3 '.repeat(3)}`, 'b'.repeat(41), 'c'.repeat(42), `d${END}`]),
    told('l', /ccc/, 'more than capture_maxbytes in four pieces'),
    prints('one', `${BEGIN}beyond ASCII: \\0303\\0244\\0342\\0202\\0254${END}\\n`),
    told('l', /beyond ASCII/),
    prints('one', `${BEGIN}no text: \\0377\\0376 ' \\0001\\t${END}\\n`),
    told('l', /no text/),
    prints('one', `${BEGIN}\\0033[31mcolour\\0033[0m${END}\\n`),
    told('l', /colour/),
    prints('errs', `${BEGIN}on stderr${END}\\n`),
    told('l', /on stderr/),
    prints('merged', `${BEGIN}from stderr to stdout${END}\\n`),
    told('l', /from stderr/),
    prints('plain', `${BEGIN}not captured${END}\\n`),
    logged(/^'plain' stdout output:/),
    prints('again', `${BEGIN}cut off in the middle of a text`),
    logged(/^'again' stdout output:\ncut off/),
    calls('stopProcess', ['again'], { shows: /true/ }),
    calls('startProcess', ['again'], { shows: /true/ }),
    prints('again', `${BEGIN}anew${END}\\n`),
    told('l', /anew/, 'what a process begins does not go on in its next life'),
    sees('l', { until: /anew/, shows: /Undecodable: b/ }),
    sees('out', { until: /anew/ }),
    sees('err', { until: 1 }),
    prints('one', 'a text that drives out what has been held back'),
    logged(/driv/),
    out('one'),
    out('plain'),
    ...['errs', 'merged', 'again'].map((name) => out(name, HELD)),
    emitted,
  ],
});
