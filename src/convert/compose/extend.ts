import { dirname, resolve } from 'node:path';
import type { Problem } from '../program.ts';
import type { ComposeFile, Fields, Located } from './document.ts';
import { listOf, mapOf, textOf, variablesOf } from './values.ts';

type Load = (path: string) => ComposeFile | readonly Problem[];

/** A service with what it `extends`, in this file or another. What is wrong is added to `problems`. */
export function extended(
  load: Load,
  path: string,
  fields: Fields,
  problems: Problem[],
  seen: readonly string[] = [],
): Fields {
  const given = fields.get('extends');
  if (given === undefined) return fields;
  const wanted = typeof given.value === 'object' ? mapOf(given.value) : { service: given.value };
  const name = textOf(wanted.service) ?? '';
  const file = textOf(wanted.file);
  const other = file === null ? path : resolve(dirname(path), file);
  const refuse = (message: string): Fields => {
    problems.push({ file: path, line: given.line, message: `extends: ${message}` });
    return fields;
  };
  const key = `${other}:${name}`;
  if (seen.includes(key)) return refuse(`${name} extends itself`);
  const document = load(other);
  if (!('services' in document)) return refuse(document.map(({ message }) => `${other}: ${message}`).join('; '));
  const base = document.services.get(name);
  if (base === undefined) return refuse(`there is no service ${name} in ${other}`);
  return merge(absolute(extended(load, other, base.fields, problems, [...seen, key]), other), fields);
}

/** Paths of a file are meant from where that file is. */
function absolute(fields: Fields, path: string): Fields {
  const found = fields.get('env_file');
  if (found === undefined) return fields;
  const value = listOf(found.value).map((each) => {
    const entry = typeof each === 'object' ? mapOf(each) : { path: each };
    return { ...entry, path: resolve(dirname(path), String(entry.path)) };
  });
  return new Map([...fields, ['env_file', { ...found, value }]]);
}

function merge(base: Fields, own: Fields): Fields {
  const merged = new Map<string, Located>(base);
  for (const [key, { value, line }] of own) {
    const before = merged.get(key);
    merged.set(key, { value: before === undefined ? value : combined(key, before.value, value), line });
  }
  merged.delete('extends');
  return merged;
}

function combined(key: string, base: unknown, own: unknown): unknown {
  if (key === 'environment') return Object.fromEntries([...variablesOf(base), ...variablesOf(own)]);
  if (key === 'depends_on') return { ...named(base), ...named(own) };
  if (REPLACED.test(key)) return own;
  if (Array.isArray(own) || key === 'env_file') return [...listOf(base), ...listOf(own)];
  if (typeof own !== 'object' || own === null) return own;
  const values = { ...mapOf(base) };
  for (const [name, value] of Object.entries(own)) values[name] = combined(name, values[name], value);
  return values;
}

/** Lists that stand as a whole. */
const REPLACED = /^(command|entrypoint|test)$/;

function named(value: unknown): Readonly<Record<string, unknown>> {
  return Array.isArray(value) ? Object.fromEntries(value.map((name) => [String(name), {}])) : mapOf(value);
}
