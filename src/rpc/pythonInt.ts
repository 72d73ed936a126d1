import { BadValue } from '../config/problem.ts';
import { parseInteger } from '../config/python/int.ts';
import type { RpcValue } from '../xmlrpc/values.ts';

/** Python's int(): fractions are cut off, texts and booleans are taken; null where it is none. */
export function pythonInt(value: RpcValue): number | null {
  switch (typeof value) {
    case 'boolean':
      return Number(value);
    case 'number':
      return Number.isFinite(value) ? Math.trunc(value) : null;
    case 'string':
      return fromText(value);
    default:
      return null;
  }
}

function fromText(text: string): number | null {
  try {
    return parseInteger(text);
  } catch (error) {
    if (error instanceof BadValue) return null;
    throw error;
  }
}
