import { basename } from 'node:path';
import { assumed, lost } from '../program.ts';
import type { Unit } from './unit.ts';
import { unitWords } from './words.ts';

/** Environment= and EnvironmentFile=. */
export function readEnvironment({ values, program, problems }: Unit): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const { value, file, line } of values.get('Service.Environment') ?? []) {
    try {
      for (const word of unitWords(value)) {
        const equals = word.indexOf('=');
        if (equals > 0) variables[word.slice(0, equals)] = word.slice(equals + 1);
        else lost(program, `Environment=${word} (${basename(file)}:${line}): no NAME=VALUE`);
      }
    } catch (error) {
      problems.push({ file, line, message: `Environment: ${(error as Error).message}` });
    }
  }
  const files = (values.get('Service.EnvironmentFile') ?? []).map(({ value }) => value);
  if (files.length > 0) program.options.environment_file = files.join(', ');
  if (files.length > 0 && Object.keys(variables).length > 0) {
    assumed(
      program,
      'no variable is both in Environment= and EnvironmentFile=: there the file would win, here environment does',
    );
  }
  if (files.some((file) => /[*?[]/.test(file))) assumed(program, 'EnvironmentFile= is no pattern');
  return variables;
}
