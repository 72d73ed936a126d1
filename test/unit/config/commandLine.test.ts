import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { helpText } from '../../../src/config/commandline/help.ts';
import { parseCommandLine } from '../../../src/config/commandline/parse.ts';
import { surroundings } from './surroundings.ts';

const parse = (...argv: string[]) => parseCommandLine(argv, { ...surroundings(), progname: 'tsupervisord' });

describe('The command line of the daemon', () => {
  const cases = [
    { argv: ['--check'], line: { kind: 'check', configfile: null, strict: false } },
    { argv: ['--check', '--strict', '-cx'], line: { kind: 'check', configfile: 'x', strict: true } },
    { argv: ['--dump-config'], line: { kind: 'dump', configfile: null, format: 'ini' } },
    { argv: ['--dump-config=json', '-c', 'x'], line: { kind: 'dump', configfile: 'x', format: 'json' } },
    { argv: ['-nc', 'x'], line: { kind: 'run', configfile: 'x', overrides: { nodaemon: true } } },
    { argv: ['--ch', '/tmp'], line: { kind: 'run', configfile: null, overrides: { childlogdir: '/tmp' } } },
    { argv: ['-v'], line: { kind: 'version' } },
  ];
  for (const { argv, line } of cases) {
    test(argv.join(' '), () => assert.deepEqual(parse(...argv), line));
  }

  test('a format that nobody knows is a usage error', () => {
    assert.deepEqual(parse('--dump-config=xml'), {
      kind: 'usage-error',
      message: "invalid value for --dump-config 'xml': xml is neither ini nor json",
      text: "Error: invalid value for --dump-config 'xml': xml is neither ini nor json\nFor help, use tsupervisord -h\n",
    });
  });

  test('the help has every option', () => {
    assert.deepEqual(parse('-h'), { kind: 'help' });
    const text = helpText('tsupervisord');
    assert.match(text, /^Usage: tsupervisord \[options\]/);
    assert.match(text, /-c, --configuration <FILENAME>/);
    assert.match(text, /--dump-config \[FORMAT\]/);
    assert.match(text, /--minprocs <NUM>/);
  });
});
