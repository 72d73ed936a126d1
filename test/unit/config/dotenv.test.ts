import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseDotenv } from '../../../src/config/environment/dotenv.ts';

interface Case {
  readonly title: string;
  readonly text: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly problems?: readonly string[];
}

const CASES: readonly Case[] = [
  { title: 'plain values', text: 'A=1\nB = two words  \nC=\n', variables: { A: '1', B: 'two words', C: '' } },
  { title: 'the last line without its end', text: 'A=1', variables: { A: '1' } },
  { title: 'lines of Windows, and a byte order mark', text: '\ufeffA=1\r\nB="x"\r\n', variables: { A: '1', B: 'x' } },
  {
    title: 'comments, and what looks like one',
    text: '# a\n  # b\nA=1 # c\nB=1#2\nC=#x\nD= # y\nE="1 # 2" # z\n',
    variables: { A: '1', B: '1#2', C: '#x', D: '', E: '1 # 2' },
  },
  {
    title: 'export before a name',
    text: 'export A=1\nexport\tB=2\nexport=3\n',
    variables: { A: '1', B: '2', export: '3' },
  },
  {
    title: 'names of Spring and the like',
    text: 'spring.datasource.url=jdbc:x\nmy-name=y\n__proto__=z\n',
    variables: JSON.parse('{"spring.datasource.url":"jdbc:x","my-name":"y","__proto__":"z"}') as Record<string, string>,
  },
  {
    title: 'nothing is expanded',
    text: `A=$HOME \${X:-y} $(id) \`id\` %(ENV_X)s ~\nB="$HOME"\n`,
    variables: { A: `$HOME \${X:-y} $(id) \`id\` %(ENV_X)s ~`, B: '$HOME' },
  },
  {
    title: 'escapes between double quotes only',
    text: [String.raw`A="a\nb\t\"c\" \\ \$x \d"`, String.raw`B='a\nb "c"'`, String.raw`C=a\nb`].join('\n'),
    variables: { A: 'a\nb\t"c" \\ $x \\d', B: String.raw`a\nb "c"`, C: String.raw`a\nb` },
  },
  {
    title: 'values of several lines, and the third kind of quotes',
    text: 'KEY="-----BEGIN\nabc=\n-----END"\nB=\'x\n\ny\'\nC=`it\'s "so"`\nD=1\n',
    variables: { KEY: '-----BEGIN\nabc=\n-----END', B: 'x\n\ny', C: 'it\'s "so"', D: '1' },
  },
  { title: 'quotes inside a value', text: 'A=a "b" c\nB=it\'s\n', variables: { A: 'a "b" c', B: "it's" } },
  { title: 'the last one of several', text: 'A=1\nA=2\n', variables: { A: '2' } },
  { title: 'a name alone is left to the daemon, as with docker', text: 'HOME\nexport PATH # x\n', variables: {} },
  {
    title: 'what is no assignment is told with its line, and the rest goes on',
    text: 'A=1\nsome text\n=x\nB=2\nx y=3\n9A=4\nC=3\n',
    variables: { A: '1', B: '2', C: '3' },
    problems: [
      '2: no NAME=value',
      '3: no NAME=value',
      '5: no NAME=value',
      '6: a name with other characters than letters, digits, _, - and .',
    ],
  },
  {
    title: 'a quote that is not closed takes nothing else with it',
    text: 'A="s3cret\nB=2\nC=\'x\n',
    variables: { B: '2' },
    problems: ['1: no closing " for the value of A', "3: no closing ' for the value of C"],
  },
  {
    title: 'text behind a closing quote',
    text: 'A="a"b\nB=2\n',
    variables: { B: '2' },
    problems: ['1: text behind the closing " of the value of A'],
  },
  { title: 'NUL', text: 'A=a\0b\n', variables: {}, problems: ['1: the value of A holds a NUL byte'] },
];

describe('An environment file', () => {
  for (const { title, text, variables = {}, problems = [] } of CASES) {
    test(title, () => {
      const read = parseDotenv(text);
      assert.deepEqual(Object.entries(read.variables), Object.entries(variables));
      assert.deepEqual(
        read.problems.map(({ line, message }) => `${line}: ${message}`),
        problems,
      );
    });
  }

  test('any value is read back from double quotes, and from single ones where none is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (raw) => {
        const value = raw.replace(/[\0\r]/g, '');
        const double = value.replace(/["\\$]/g, '\\$&');
        assert.equal(parseDotenv(`A="${double}"\nB=1`).variables.A, value);
        if (!value.includes("'")) assert.equal(parseDotenv(`A='${value}'\nB=1`).variables.A, value);
      }),
    );
  });

  test('two megabytes of anything are read in no time', () => {
    for (const piece of [' ', '\\', '"', '# ', "'", '=', 'A', 'A="']) {
      const started = performance.now();
      parseDotenv(`A=${piece.repeat(2 ** 21 / piece.length)}`);
      assert.ok(performance.now() - started < 2000, JSON.stringify(piece));
    }
  });
});
