import type { Cause } from './cause.ts';
import { hintIn, TAKEN } from './hints.ts';
import { lately, linesOf, quoted } from './lastWords.ts';
import type { Scene } from './record.ts';

export function outputSays(scene: Scene): Cause | null {
  const found = hintIn(linesOf(lately(scene)), scene);
  if (found === null) return null;
  const holder = found.cause.startsWith(TAKEN) && scene.port !== undefined ? ` ${holderOf(scene.port)}` : '';
  return { sentence: `${found.cause}.${holder}${quoted(found.line, 'It says')}`, advice: [found.advice] };
}

function holderOf({ port, address, pid, command, program }: NonNullable<Scene['port']>): string {
  if (address === undefined)
    return `A moment later nobody had port ${port}: it may have been an earlier run of its own.`;
  if (program !== undefined) return `Program ${program} has it (${address}, pid ${pid}).`;
  return pid === undefined
    ? `Who listens on ${address} cannot be seen from here.`
    : `It is process ${pid}, ${command} (${address}).`;
}

/** Spring Boot has an analysis of its own, in paragraphs called Description and Action. */
export function springSays(scene: Scene): Cause | null {
  const lines = linesOf(scene);
  const begin = lines.lastIndexOf('APPLICATION FAILED TO START');
  if (begin === -1 || scene.port !== undefined) return null;
  const after = lines.slice(begin + 1);
  const description = paragraph(after, 'Description:');
  if (description === '') return null;
  const action = paragraph(after, 'Action:');
  return {
    sentence: `Spring Boot could not start the application: ${description}`,
    advice: action === '' ? [] : [action],
  };
}

const SPRING_PARAGRAPH = /^(?:Description|Action):$/;

function paragraph(lines: readonly string[], title: string): string {
  const begin = lines.indexOf(title);
  if (begin === -1) return '';
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((line) => SPRING_PARAGRAPH.test(line) || STAMPED.test(line));
  return rest
    .slice(0, end === -1 ? MOST_LINES : end)
    .slice(0, MOST_LINES)
    .join(' ');
}

/** A line of the log again. */
const STAMPED = /^\d{4}-\d\d-\d\d[T ]/;
const MOST_LINES = 12;
