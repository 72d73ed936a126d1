import type { Config } from '../../model/config.ts';
import type { Loading } from '../load/loading.ts';
import { SUPERVISORD } from '../options/supervisord.ts';
import { originalText, tableEntries } from './rows.ts';
import type { IniSection } from './writeIni.ts';

export function supervisordSection({ supervisord }: Config, { store }: Loading): IniSection[] {
  const section = store.sections.get('supervisord');
  if (section === undefined) return [];
  const entries = tableEntries(SUPERVISORD, { ...supervisord }, true, originalText(store, section));
  return [{ name: section.name, entries }];
}
