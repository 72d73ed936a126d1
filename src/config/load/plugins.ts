import type { PluginConfig } from '../../model/config.ts';
import { keysOf, type Section, sectionsStarting } from '../dialect/store.ts';
import type { Names } from '../expand.ts';
import type { Row, Table } from '../options/row.ts';
import { text } from '../types/words.ts';
import { fault, type Loading, placeOf, readOption } from './loading.ts';

/** Sections such as `[rpcinterface:x]`: a factory, and settings that only the plug-in understands. */
export function readPlugins(loading: Loading, prefix: string, table: Table, names: Names): PluginConfig[] {
  const [factoryKey = ''] = Object.keys(table);
  return sectionsStarting(loading.store, prefix).flatMap(
    (section) => readPlugin(loading, section, factoryKey, names) ?? [],
  );
}

const SETTING: Row<string | null> = {
  type: 'string',
  convert: text,
  default: null,
  doc: '',
  expands: 'section',
  rpc: null,
  reload: 'daemon',
};

function readPlugin(loading: Loading, section: Section, factoryKey: string, names: Names): PluginConfig | null {
  const factory = readOption(loading, section, factoryKey, SETTING, names);
  if (factory === null) {
    const message = `section [${section.name}] does not specify a ${factoryKey}`;
    fault(loading, message, placeOf(loading, section), `${factoryKey}=module:function`);
    return null;
  }
  const keys = keysOf(loading.store, section).filter((key) => key !== factoryKey);
  const settings = keys.map((key) => [key, readOption(loading, section, key, SETTING, names) ?? '']);
  return { name: section.name.slice(section.name.indexOf(':') + 1), factory, settings: Object.fromEntries(settings) };
}
