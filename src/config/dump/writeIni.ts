import { stringify } from 'ini';

export interface IniSection {
  readonly name: string;
  readonly entries: readonly (readonly [key: string, text: string])[];
}

/**
 * Lays sections out with the `ini` package. It gets placeholders: its quotes and backslashes mean nothing to
 * RawConfigParser, so the texts, which are escaped for that already, are put in afterwards.
 */
export function writeIni(sections: readonly IniSection[]): string {
  const texts: string[] = [];
  const hold = (text: string) => `@${texts.push(text) - 1}@`;
  const layout: Record<string, Record<string, string>> = {};
  for (const { name, entries } of sections) {
    layout[hold(name)] = Object.fromEntries(entries.map(([key, text]) => [hold(key), hold(text)]));
  }
  return stringify(layout, { platform: 'linux' }).replace(/@(\d+)@/g, (_, index) => texts[Number(index)] ?? '');
}
