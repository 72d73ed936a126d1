import { assumed, lost } from '../program.ts';
import { commandText } from '../shell.ts';
import { commandLine } from './commandLine.ts';
import type { Service } from './field.ts';
import { textOf } from './values.ts';

export function readCommand(service: Service): void {
  const { program, fields } = service;
  const entrypoint = wordsOf(service, 'entrypoint');
  const words = [...entrypoint, ...wordsOf(service, 'command')];
  const image = textOf(fields.get('image')?.value);
  const [first = ''] = words;
  if (first !== '' && !first.startsWith('-')) {
    program.options.command = commandText(words);
    if (entrypoint.length === 0 && image !== null)
      assumed(program, `the image ${image} has no ENTRYPOINT that has to stand before the command`);
    return;
  }
  // Options alone are for the ENTRYPOINT of the image.
  program.inactive = true;
  program.options.command = commandText(['FILL-IN', ...words]);
  const where = image === null ? 'its image' : `the image ${image}`;
  lost(program, `the command, which is in ${where}: look there and fill it in`);
}

function wordsOf({ program, fields, file, problems }: Service, key: string): readonly string[] {
  const { value, line } = fields.get(key) ?? { value: null, line: null };
  if (Array.isArray(value)) return value.map((word) => textOf(word) ?? '');
  try {
    const { words, rest } = commandLine(textOf(value) ?? '');
    if (rest !== '') lost(program, `${rest} of ${key} (line ${line}): compose passes it over; sh -c would run it`);
    return words;
  } catch (error) {
    problems.push({ file, line, message: `${key}: ${(error as Error).message}` });
    return [];
  }
}
