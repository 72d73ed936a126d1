import type { Section } from '../dialect/store.ts';
import type { Names } from '../expand.ts';
import type { Row, Table, Values } from '../options/row.ts';
import { type Loading, readOption } from './loading.ts';

/** All options of a table, in its order. */
export function readTable<T extends Table>(loading: Loading, section: Section, table: T, names: Names): Values<T> {
  const values: Record<string, unknown> = {};
  // Thousands of sections are read so: no lists are made of what the table has.
  for (const key in table) values[key] = readOption(loading, section, key, table[key] as Row<unknown>, names);
  // Built from the table's own rows: each value has its row's type.
  return values as Values<T>;
}
