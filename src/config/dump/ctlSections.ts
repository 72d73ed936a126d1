import type { Loading } from '../load/loading.ts';
import { readPlugins } from '../load/plugins.ts';
import { readCtl } from '../loadCtl.ts';
import { CTLPLUGIN, SUPERVISORCTL } from '../options/others.ts';
import { ConfigError } from '../problem.ts';
import { pluginSections } from './pluginSections.ts';
import { originalText, tableEntries } from './rows.ts';
import type { IniSection } from './writeIni.ts';

/** What supervisorctl finds in the file. The daemon runs without it, so one that is wrong is left out. */
export function ctlSections(source: Loading): IniSection[] {
  const section = source.store.sections.get('supervisorctl');
  if (section === undefined) return [];
  try {
    const { serverurl, history_file, ...others } = SUPERVISORCTL;
    const values = { ...readCtl(source) };
    const original = originalText(source.store, section);
    const entries = [
      ...tableEntries({ serverurl, history_file }, values, true, original),
      ...tableEntries(others, values, false, original),
    ];
    const plugins = readPlugins(source, 'ctlplugin:', CTLPLUGIN, [source.environ]);
    return [{ name: section.name, entries }, ...pluginSections(plugins, 'ctlplugin', source)];
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}
