import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseCommandLine } from '../../../src/config/commandline/parse.ts';
import { etcLookups } from '../../../src/config/etcLookups.ts';
import { processSurroundings } from '../../../src/config/surroundings.ts';
import { LOG_LEVELS } from '../../../src/config/types/loglevel.ts';
import { askPython, noOracle } from './oracle.ts';

const CONTEXT = { ...processSurroundings(etcLookups()), progname: 'prog' };

// biome-ignore format: pieces, not lines
const WORDS = ['-n', '-c', 'x', '-nc', '-cx', '--conf', '--configuration=f', '--configuration=', '--nodaemon=1', '--nodaemon', '--s', '--st', '--silent', '--', '-', '-?', '-h', '-v', '--help', '--hel', '-u', '-uroot', '--user', '-m', '022', '-m9', '--umask=x', '--minprocs', '--minp', '5', '--minfds=1_0', '-a', '-a1.5', '--loglevel=debug', '--log', '-e', '-eINFO', 'bad', '-z', '-z3', '-y1MB', '-yx', '-d', '-d/tmp', '/tmp', '-d/no/such', '-q/tmp', '--childlogdir=/no', '-l/tmp/x', '-l/no/x', '-j', '-jx', '-i', '-iid', '--identifier=', '-k', '-t', '-kts', '-nn', '-x', '--unknown', '--=x', "it's", '--c', '--ch', '--d', '--u=1', ''];

const NAMED: readonly (readonly string[])[] = [
  [],
  ['-n', '-n'],
  ['--nodaemon', '-n'],
  ['-m', 'x', '-h'],
  ['-h', '-m', 'x'],
  ['a', '-h'],
  ['-n', 'a', "b'c"],
  ['-c', 'a', '-c', 'b'],
  ['--profile_options=cumulative,calls'],
  ['--minprocs', '3', '--minfds', '4'],
];

describe('The command line is read as the reference reads it', { skip: noOracle }, () => {
  const random = fc.sample(fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }), { numRuns: 3000, seed: 5 });
  const lines = [...NAMED, ...random];
  const answers = noOracle ? [] : askPython(lines.map((argv) => ({ ask: 'getopt', argv, progname: 'prog' })));

  test('options, abbreviations, clusters and errors', () => {
    lines.forEach((argv, index) => {
      assert.deepEqual(inOracleWords(argv), shown(answers[index]), `for ${JSON.stringify(argv)}`);
    });
  });
});

/** What `oracle.py` answers to the same command line; help and version have texts of our own. */
function inOracleWords(argv: readonly string[]): unknown {
  const line = parseCommandLine(argv, CONTEXT);
  if (line.kind === 'usage-error') return { exit: 2, text: line.text };
  if (line.kind === 'help' || line.kind === 'version') return { exit: 0 };
  assert.equal(line.kind, 'run');
  return line.kind === 'run'
    ? { values: { ...line.overrides, ...(line.configfile === null ? {} : { configfile: line.configfile }) } }
    : null;
}

interface Answer {
  readonly exit?: number;
  readonly values?: Readonly<Record<string, unknown>>;
}

function shown(answer: unknown): unknown {
  const { exit, values } = answer as Answer;
  if (exit === 0) return { exit };
  if (values === undefined) return answer;
  const { profile_options, ...others } = values;
  return { values: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, inOurWords(name, value)])) };
}

const FLAGS = new Set(['nodaemon', 'silent', 'nocleanup', 'strip_ansi']);
const LEVELS = [50, 40, 30, 20, 10, 5, 3];

function inOurWords(name: string, value: unknown): unknown {
  if (FLAGS.has(name)) return value === 1;
  return name === 'loglevel' ? LOG_LEVELS[LEVELS.indexOf(Number(value))] : value;
}
