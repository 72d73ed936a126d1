import type { PluginConfig } from '../../model/config.ts';
import type { Loading } from '../load/loading.ts';
import { escapePercent, iniText } from './iniText.ts';
import { originalText } from './rows.ts';
import type { IniSection } from './writeIni.ts';

const FACTORY = { rpcinterface: 'supervisor.rpcinterface_factory', ctlplugin: 'supervisor.ctl_factory' };

export function pluginSections(
  plugins: readonly PluginConfig[],
  kind: keyof typeof FACTORY,
  { store }: Loading,
): IniSection[] {
  return plugins.flatMap(({ name, factory, settings }) => {
    const section = store.sections.get(`${kind}:${name}`);
    if (section === undefined) return [];
    const original = originalText(store, section);
    const entries = Object.entries({ [FACTORY[kind]]: factory, ...settings });
    const written = entries.map(
      ([key, text]) => [key, iniText(escapePercent(text), false) ?? original(key) ?? ''] as const,
    );
    return [{ name: section.name, entries: written }];
  });
}
