import type { Section } from '../dialect/store.ts';
import type { Names } from '../expand.ts';
import type { Row, Table, Values } from '../options/row.ts';
import { defaultOf, type Loading, readOption } from './loading.ts';

/** All options of a table, in its order. */
export function readTable<T extends Table>(loading: Loading, section: Section, table: T, names: Names): Values<T> {
  // A thousand sections leave most of their options out: what they have instead is made once.
  const values: Record<string, unknown> = { ...defaultsOf(loading, table) };
  const { entries } = loading.store.defaults;
  for (const key in table) {
    if (!section.entries.has(key) && !entries.has(key)) continue;
    values[key] = readOption(loading, section, key, table[key] as Row<unknown>, names);
  }
  // Built from the table's own rows: each value has its row's type.
  return values as Values<T>;
}

function defaultsOf(loading: Loading, table: Table): Readonly<Record<string, unknown>> {
  const known = loading.defaults.get(table);
  if (known !== undefined) return known as Readonly<Record<string, unknown>>;
  const values = Object.fromEntries(Object.entries(table).map(([key, row]) => [key, defaultOf(loading, row)]));
  loading.defaults.set(table, values);
  return values;
}
