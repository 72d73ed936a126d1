import type { LoadResult } from '../load.ts';
import { ctlSections } from './ctlSections.ts';
import { pluginSections } from './pluginSections.ts';
import { programSections } from './programSections.ts';
import { serverSections } from './serverSections.ts';
import { supervisordSection } from './supervisordSection.ts';
import { writeIni } from './writeIni.ts';

/**
 * The configuration as it was understood, as a file that means the same: included files are merged, defaults filled in,
 * and every expression is resolved that does not differ from process to process.
 */
export function dumpIni(result: LoadResult & { readonly ok: true }): string {
  const { config, source } = result;
  return writeIni([
    ...supervisordSection(config, source),
    ...serverSections(config, source),
    ...pluginSections(config.rpcinterfaces, 'rpcinterface', source),
    ...ctlSections(source),
    ...programSections(config, source),
  ]);
}
