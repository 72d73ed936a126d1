import type { Section } from '../dialect/store.ts';
import type { Names } from '../expand.ts';
import { PROCESS_NAME } from '../options/program.ts';
import type { FormatValue } from '../python/format.ts';
import { attempt, type Loading } from './loading.ts';

/** A program section while its processes are made. */
export interface Program {
  readonly loading: Loading;
  readonly section: Section;
  /** `here`, `program_name` and the like; in a process also its number. */
  readonly common: Map<string, FormatValue>;
  /** Variables of the program's own `environment`. */
  readonly own: Map<string, FormatValue>;
  readonly names: Names;
}

export function startProgram(loading: Loading, section: Section, group: string): Program {
  const common = new Map<string, FormatValue>([
    ['here', loading.here],
    ['program_name', programName(loading, section)],
    ['host_node_name', loading.machine.hostname],
    ['group_name', group],
  ]);
  const own = new Map<string, FormatValue>();
  return { loading, section, common, own, names: [loading.environ, common, own] };
}

function programName(loading: Loading, section: Section): string {
  const name = section.name.slice(section.name.indexOf(':') + 1);
  return attempt(loading, section, null, name, () => PROCESS_NAME.convert(name, loading.machine));
}

/** The same names in the order of the reference's own dictionary, which a bare `%s` prints. */
export function direct({ loading, common, own }: Program): Names {
  return [common, loading.environ, own];
}
