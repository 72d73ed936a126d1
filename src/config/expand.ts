import { BadValue } from './problem.ts';
import { FormatError, type FormatNames, type FormatValue, formatPercent } from './python/format.ts';
import { repr } from './python/repr.ts';
import { compareText } from './python/text.ts';

/** Names that `%(name)s` can use; a later layer hides an earlier one. */
export type Names = readonly ReadonlyMap<string, FormatValue>[];

/** Expands a value. `what` names it in the message: `program:x.command`. Throws BadValue with the reference's sentence. */
export function expand(text: string, names: Names, what: string): string {
  if (!text.includes('%')) return text;
  try {
    return formatPercent(text, layered(names));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw explained(error, text, names, what);
  }
}

/** The environment as names: `ENV_` before each. */
export function environmentNames(env: Readonly<Record<string, string | undefined>>): Map<string, FormatValue> {
  const names = new Map<string, FormatValue>();
  for (const [name, value] of Object.entries(env)) if (value !== undefined) names.set(`ENV_${name}`, value);
  return names;
}

function layered(names: Names): FormatNames {
  return {
    get: (name) => names.findLast((layer) => layer.has(name))?.get(name),
    entries: () => merged(names),
  };
}

function merged(names: Names): Map<string, FormatValue> {
  const all = new Map<string, FormatValue>();
  for (const layer of names) for (const [name, value] of layer) all.set(name, value);
  return all;
}

function explained(error: FormatError, text: string, names: Names, what: string): BadValue {
  const format = `Format string ${repr(text)} for ${repr(what)}`;
  if (error.key === null) {
    return new BadValue(`${format} is badly formatted: ${error.message}`, 'a % that stands for itself written as %%');
  }
  const available = [...merged(names).keys()].sort(compareText).join(', ');
  const brief = `${format} contains names (${error.message}) which cannot be expanded.`;
  return new BadValue(`${brief} Available names: ${available}`, unknownName(error.key, names), brief);
}

function unknownName(key: string, names: Names): string {
  if (key.startsWith('ENV_')) return `the environment variable ${key.slice(4)} set`;
  const own = [...merged(names).keys()].filter((name) => !name.startsWith('ENV_'));
  return `one of ${own.map((name) => `%(${name})s`).join(', ') || '%(ENV_NAME)s'}`;
}
