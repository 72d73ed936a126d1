import type { Names } from '../expand.ts';
import type { Loading } from './loading.ts';

/** What the group-level options of a section can name; `program_name` and the like come with its processes only. */
export function sectionNames(loading: Loading): Names {
  return [loading.environ, loading.hereNames];
}
