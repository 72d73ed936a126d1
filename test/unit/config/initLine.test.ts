import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type InitLine, parseInitLine } from '../../../src/config/commandline/initLine.ts';
import { NO_SETTINGS } from '../../../src/config/commandline/initOptions.ts';
import { parseCommandLine } from '../../../src/config/commandline/parse.ts';
import { surroundings } from './surroundings.ts';

const parse = (line: string) => parseInitLine(line === '' ? [] : line.split(' '), 'tsupervisord');
const settings = (line: string) => (parse(line) as InitLine).settings;

describe('lines of init mode', () => {
  for (const [line, command] of [
    ['-- true', ['true']],
    ['-- true --', ['true', '--']],
    ['-- -n', ['-n']],
    ['-- -- x', ['--', 'x']],
    ['-g -- sh -c x', ['sh', '-c', 'x']],
    ['-sgw -- sh', ['sh']],
    ['-s -e 143 -- java -jar app.jar', ['java', '-jar', 'app.jar']],
  ] as const) {
    test(`"${line}" runs ${command.join(' ')}`, () => {
      const read = parse(line);
      assert.equal(read?.kind, 'init');
      assert.deepEqual((read as InitLine).command, command);
    });
  }

  test('every option has its effect, spelled either way', () => {
    assert.deepEqual(settings('-- x'), NO_SETTINGS);
    const all = {
      group: true,
      subreaper: true,
      warnOnReap: true,
      parentDeathSignal: 9,
      rewrite: new Map([
        [15, 3],
        [1, 0],
        [37, 63],
      ]),
      remapExit: new Set([143, 7]),
      keep: null,
    };
    assert.deepEqual(settings('-g -s -w -p KILL -r 15:3 -r HUP:0 -r SIGRTMIN+3:rtmax-1 -e 143 -e 7 -- x'), all);
    assert.deepEqual(
      settings(
        '--group --subreaper --warn-on-reap --parent-death-signal=SIGKILL --rewrite=TERM:QUIT --rewrite 1:0 --rewrite=37:63 --remap-exit=143 --remap 7 -- x',
      ),
      all,
    );
  });
});

describe('how long to stay after a failure', () => {
  for (const [line, keep] of [
    ['--keep -- x', Number.POSITIVE_INFINITY],
    ['--keep=90 -- x', 90],
    ['--keep=10m -- x', 600],
    ['-g --keep=0.5h -- x', 1800],
  ] as const) {
    test(`"${line}": ${keep} s`, () => assert.equal(settings(line).keep, keep));
  }
  for (const word of ['soon', '0', '-1', '10 parsecs']) {
    test(`--keep=${word} is refused`, () => {
      const read = parseInitLine([`--keep=${word}`, '--', 'x'], 'tsupervisord');
      assert.equal(read?.kind, 'usage-error');
      assert.match(JSON.stringify(read), /invalid value for --keep '.*': not a valid duration/);
    });
  }
});

describe('lines of the daemon', () => {
  for (const line of [
    '',
    '-n',
    '--',
    '-n --',
    '-s',
    '-s --',
    '-n -- x',
    '-e debug',
    '-c --',
    '-l -- -n',
    '-c -- x',
    'x',
    '-h',
    '-x -- y',
    '-s -e info -n',
  ]) {
    test(`"${line}" is left to it`, () => assert.equal(parse(line), null));
  }

  test('a line that it takes is never one of init mode', () => {
    const words = ['--', '-n', '-s', '-e', 'info', '-g', '-c', 'x', '-w', '-r', '15:3', '-t'];
    for (const a of words) {
      for (const b of words) {
        for (const c of words) {
          const argv = [a, b, c];
          const daemons = parseCommandLine(argv, { ...surroundings(), progname: 'tsupervisord' });
          if (daemons.kind !== 'usage-error') assert.equal(parseInitLine(argv, 'tsupervisord'), null, argv.join(' '));
        }
      }
    }
  });
});

describe('lines that are wrong say what, why and what to do', () => {
  for (const [line, message] of [
    ['-g', /^-g needs a command behind --, as in -g \.\.\. -- COMMAND/],
    ['-g sh', /^-g needs a command behind --/],
    ['--rewrite=15:3 --', /needs a command behind --/],
    ['-r 15 -- x', /^invalid value for -r '15': two signals with a colon between them are expected, such as 15:3/],
    ['-r 9:15 -- x', /^invalid value for -r '9:15': SIGKILL cannot be caught$/],
    ['-r STOP:15 -- x', /SIGSTOP cannot be caught$/],
    ['-r CHLD:15 -- x', /SIGCHLD is never forwarded$/],
    ['-r 65:15 -- x', /: 65 is no signal: a number from 1 to 64 or a name such as TERM$/],
    ['-r 15:99 -- x', /: 99 is no signal/],
    ['-r RTMIN-1:15 -- x', /: RTMIN-1 is no signal/],
    ['-r RTMAX+1:15 -- x', /: RTMAX\+1 is no signal/],
    ['-r TERM+1:15 -- x', /: TERM\+1 is no signal/],
    ['-r 15:3:1 -- x', /two signals with a colon between them/],
    ['-p SIG_IGN -- x', /: SIG_IGN is no signal/],
    ['-p 0 -- x', /: 0 is no signal/],
    ['-e 256 -- x', /^invalid value for -e '256': 256 is no exit code: a number from 0 to 255$/],
    ['-e -1 -- x', /: -1 is no exit code/],
    ['-g -n -- x', /^option -n not recognized$/],
    ['-w --nosuch -- x', /^option --nosuch not recognized$/],
    ['-g=1 -- x', /^option -= not recognized$/],
  ] as const) {
    test(`"${line}"`, () => {
      const read = parse(line);
      assert.equal(read?.kind, 'usage-error');
      if (read?.kind === 'usage-error') assert.match(read.message, message);
    });
  }
});
