import { assumed, lost } from '../program.ts';
import { commandText } from '../shell.ts';
import type { Service } from './field.ts';
import { textOf, wordsOf } from './values.ts';

export function readCommand({ program, fields, file, problems }: Service): void {
  const words: string[] = [];
  for (const key of ['entrypoint', 'command']) {
    const field = fields.get(key);
    if (field === undefined) continue;
    try {
      words.push(...(wordsOf(field.value) ?? []));
    } catch (error) {
      problems.push({ file, line: field.line, message: `${key}: ${(error as Error).message}` });
    }
  }
  const image = textOf(fields.get('image')?.value);
  if (words.length > 0) program.options.command = commandText(words);
  else {
    program.inactive = true;
    program.options.command = 'FILL-IN';
    lost(
      program,
      `the command, which is in ${image === null ? 'its image' : `the image ${image}`}: look there and fill it in`,
    );
  }
  if (words.length > 0 && !fields.has('entrypoint') && image !== null) {
    assumed(program, `the image ${image} has no ENTRYPOINT that has to stand before the command`);
  }
}
