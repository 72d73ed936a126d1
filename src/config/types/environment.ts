import { BadValue } from '../problem.ts';
import { tokens } from './shellTokens.ts';

const EXPECTED = 'KEY="value" pairs with commas between them';

/** `KEY="value",KEY2="value2"`: groups of name, `=`, value; whatever one token stands between two of them separates. */
export function environment(value: string): Record<string, string> {
  const found = tokens(value);
  const pairs: Record<string, string> = {};
  for (let i = 0; i < found.length; i += 4) {
    const [name, equals, text] = found.slice(i, i + 3);
    if (name === undefined || text === undefined || equals !== '=') {
      throw new BadValue(`Unexpected end of key/value pairs in value '${value}'`, EXPECTED);
    }
    Object.defineProperty(pairs, name, { value: text, enumerable: true, configurable: true, writable: true });
  }
  return pairs;
}
