import type { Config } from '../../model/config.ts';
import { SUPERVISORD } from '../options/supervisord.ts';
import { tableEntries } from './rows.ts';
import type { IniSection } from './writeIni.ts';

export function supervisordSection({ supervisord }: Config): IniSection {
  return { name: 'supervisord', entries: tableEntries(SUPERVISORD, { ...supervisord }, true, () => undefined) };
}
