import { codePoints } from '../../config/python/text.ts';

/** `%-10s`: counts characters, as Python does. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(width - codePoints(text), 0));
}
