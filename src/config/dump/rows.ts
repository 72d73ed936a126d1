import { lookUp, type Section, type Store } from '../dialect/store.ts';
import type { Row, Table } from '../options/row.ts';
import { plainText } from '../types/texts.ts';
import { escapePercent, iniText } from './iniText.ts';

export type Entries = (readonly [key: string, text: string])[];

/** The text of an option's value, escaped, or null to leave the option out. */
export function valueText(row: Row<unknown>, value: unknown): string | null {
  const text = row.format === undefined ? plainText(value) : row.format(value);
  return text === null ? null : escapePercent(text);
}

/** Options of a table with their values. Where a value cannot be written, the text that it came from is. */
export function tableEntries(
  table: Table,
  values: Readonly<Record<string, unknown>>,
  canNameHere: boolean,
  original: (key: string) => string | undefined,
): Entries {
  return Object.entries(table).flatMap(([key, row]) => {
    const text = valueText(row, values[key] ?? null);
    return text === null ? [] : [[key, iniText(text, canNameHere) ?? original(key) ?? ''] as const];
  });
}

/** What stands in the files. */
export function originalText(store: Store, section: Section): (key: string) => string | undefined {
  return (key) => lookUp(store, section, key)?.value;
}
