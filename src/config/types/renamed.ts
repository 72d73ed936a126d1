import { BadValue } from '../problem.ts';
import type { Convert } from './convert.ts';

/** A converter whose failures are told in other words. */
export function renamed<T>(convert: Convert<T>, message: (value: string) => string): Convert<T> {
  return (value, machine) => {
    try {
      return convert(value, machine);
    } catch (error) {
      if (error instanceof BadValue) throw new BadValue(message(value), error.expected);
      throw error;
    }
  };
}
