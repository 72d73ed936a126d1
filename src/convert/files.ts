import { readFileSync } from 'node:fs';
import { describeErrno, errnoOf } from '../util/errno.ts';
import { decodeUtf8 } from '../util/utf8.ts';
import type { Problem } from './program.ts';

/** The text of a file, or why there is none. */
export function readText(file: string): { readonly text: string } | { readonly problem: Problem } {
  try {
    const text = decodeUtf8(readFileSync(file));
    if (text === null || text.includes('\0'))
      return {
        problem: { file, line: null, message: `it holds ${text === null ? 'bytes that are not UTF-8' : 'NUL bytes'}` },
      };
    return { text: text.replace(/^\ufeff/, '') };
  } catch (error) {
    const message = `cannot be read: ${describeErrno(errnoOf(error))}`;
    return { problem: { file, line: null, message } };
  }
}

/** The same where the file need not be there: null. */
export function readOptional(file: string): string | null {
  const read = readText(file);
  return 'text' in read ? read.text : null;
}
