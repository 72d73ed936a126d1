import { ConfigError, NOWHERE, type Problem } from '../problem.ts';
import { repr } from '../python/repr.ts';
import { rstrip } from '../python/text.ts';

export interface BrokenLine {
  readonly line: number;
  readonly text: string;
}

/** All lines of a file that are neither header, option nor continuation. */
export function parsingError(file: string, broken: readonly BrokenLine[]): ConfigError {
  const lines = broken.map(({ line, text }) => `\n\t[line ${String(line).padStart(2)}]: ${repr(text)}`);
  const problems = broken.map((each) => brokenLine(file, each));
  const sentence = `Source contains parsing errors: ${repr(file)}${lines.join('')}`;
  return new ConfigError(sentence, problems[0] ?? brokenLine(file, { line: 1, text: '' }), problems);
}

export function missingHeader(file: string, line: number, text: string): ConfigError {
  const hint = text.startsWith('\ufeff')
    ? 'the file starts with a byte order mark: save it without one'
    : 'put a [section] line above it';
  return new ConfigError(`File contains no section headers.\nfile: ${repr(file)}, line: ${line}\n${repr(text)}`, {
    ...NOWHERE,
    severity: 'error',
    file,
    line,
    message: `no section header above ${repr(text)}`,
    hint,
  });
}

function brokenLine(file: string, { line, text }: BrokenLine): Problem {
  const message = `neither a section nor an option: ${repr(rstrip(text))}`;
  const hint = 'write key=value, or indent the line to continue the value above it';
  return { ...NOWHERE, severity: 'error', file, line, message, hint };
}
