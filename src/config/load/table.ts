import type { Section } from '../dialect/store.ts';
import type { Names } from '../expand.ts';
import type { Row, Table, Values } from '../options/row.ts';
import { type Loading, readOption } from './loading.ts';

/** All options of a table, in its order. */
export function readTable<T extends Table>(loading: Loading, section: Section, table: T, names: Names): Values<T> {
  const read = ([key, row]: [string, Row<unknown>]) => [key, readOption(loading, section, key, row, names)];
  // Built from the table's own rows: each value has its row's type.
  return Object.fromEntries(Object.entries(table).map(read)) as Values<T>;
}
