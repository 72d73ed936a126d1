import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readInto } from '../../../src/config/dialect/reader.ts';
import { createStore } from '../../../src/config/dialect/store.ts';
import { expand } from '../../../src/config/expand.ts';
import { compilePattern } from '../../../src/config/include/fnmatch.ts';
import { ConfigError } from '../../../src/config/problem.ts';
import { environment } from '../../../src/config/types/environment.ts';
import { askPython, noOracle, type Question } from './oracle.ts';

/** Random inputs made of the pieces that matter; the seed is fixed, so that a failure comes back. */
interface Comparison {
  readonly title: string;
  readonly pieces: readonly string[];
  readonly longest: number;
  readonly count: number;
  readonly seed: number;
  readonly question: (text: string) => Question;
  /** Python's answer: a value, or `{error}`. */
  readonly ours: (text: string) => unknown;
}

const NAMES = [
  'a',
  'b',
  'ab',
  'z',
  '-',
  ']',
  '[',
  '!',
  '^',
  '\\',
  'é',
  '😀',
  'a.b',
  '.a',
  'a-b',
  '&',
  '|',
  '~',
  'a]',
  '0',
  '[a',
];
const VALUES: [string, string | number][] = [
  ['a', 'é"'],
  ['b', "it's"],
  ['n', 37],
  ['m', -5],
  ['c', 'x'],
];

const COMPARISONS: readonly Comparison[] = [
  {
    title: 'Files are taken apart as RawConfigParser takes them apart',
    // biome-ignore format: pieces, not lines
    pieces: ['[a]', '[b]', '[DEFAULT]', '[a', ']', '[', '[]', 'key', 'Key', 'k2', '=', ':', ' = ', 'v', 'x y', ' ', '  ', '\t', ';', ' ;', '#', ' #', '\n', '\n', '\n', '\n ', '\n\t', '\r\n', '\r', '\x1f', '\xa0', '\u2028', '\x85', '\x0b', '"', "'", '%', 'é', '\ufeff', '\\', '日', '😀', '\n[a]\n'],
    longest: 30,
    count: 3000,
    seed: 1,
    question: (text) => ({ ask: 'parse', text }),
    ours: (text) => {
      const store = createStore();
      readInto(store, text, 'file');
      const valuesOf = (entries: ReadonlyMap<string, { value: string }>) =>
        Object.fromEntries([...entries].map(([key, { value }]) => [key, value]));
      return {
        sections: [...store.sections.values()].map(({ name, entries }) => [name, valuesOf(entries)]),
        defaults: valuesOf(store.defaults.entries),
      };
    },
  },
  {
    title: 'Expressions are expanded as % expands them',
    // biome-ignore format: pieces, not lines
    pieces: ['%', '%', '%(a)', '%(n)', '%(m)', '%(z)', '%(b)s', '(', ')', '%(n)d', '%(m)d', 's', 'd', 'i', 'o', 'x', 'X', 'e', 'f', 'g', 'G', 'E', 'c', 'r', 'a', 'u', 'U', '5', '0', '.', '3', '-', '+', ' ', '#', '*', 'l', 'h', 'é', '😀', 'q', "'"],
    longest: 9,
    count: 6000,
    seed: 2,
    question: (template) => ({ ask: 'format', template, names: VALUES }),
    ours: (template) => expand(template, [new Map(VALUES)], 'x'),
  },
  {
    title: 'environment= is taken apart as shlex takes it apart',
    // biome-ignore format: pieces, not lines
    pieces: ['A', 'B', '=', '=', ',', ',', '"', "'", '\\', '#', '\n', ' ', ';', 'é', '×', 'µ', '/', '.', '%', '日', '1', '\t', '()', 'x y', '""', "''", '\r', '😀', 'A=1,'],
    longest: 14,
    count: 4000,
    seed: 3,
    question: (text) => ({ ask: 'shlex', text }),
    ours: environment,
  },
  {
    title: 'Patterns match as fnmatch matches',
    // No `[` behind a `-`: there Python turns a reversed range into the `!` of a negation.
    pieces: [
      '*',
      '?',
      '[',
      ']',
      '[!',
      '-',
      'a',
      'b',
      'z',
      '.',
      '^',
      '\\',
      '&',
      '~',
      '|',
      'é',
      '😀',
      '(',
      '0-9',
      '[a-c]',
      '/',
      '$',
      '+',
    ],
    longest: 7,
    count: 3000,
    seed: 4,
    question: (pattern) => ({ ask: 'fnmatch', pattern, names: NAMES }),
    ours: (pattern) => {
      const matcher = compilePattern(pattern);
      return NAMES.filter((name) => matcher.test(name));
    },
  },
];

describe('Python reads the same', { skip: noOracle }, () => {
  for (const comparison of COMPARISONS) test(comparison.title, () => compare(comparison));
});

function compare({ pieces, longest, count, seed, question, ours }: Comparison): void {
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: longest }).map((parts) => parts.join(''));
  const texts = fc.sample(text, { numRuns: count, seed });
  const answers = askPython(texts.map(question));
  texts.forEach((each, index) => {
    assert.deepEqual(
      answered(() => ours(each)),
      withoutType(answers[index]),
      `for ${JSON.stringify(each)}`,
    );
  });
}

function answered(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Error && (error instanceof ConfigError || error.name === 'BadValue'))
      return { error: error.message };
    throw error;
  }
}

function withoutType(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('type' in answer)) return answer;
  const { type, ...rest } = answer;
  return rest;
}
