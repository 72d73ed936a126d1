/** The configuration layer: everything from the text of a supervisord.conf to plain data, and back. */
export type { Surroundings } from './context.ts';
export { etcLookups } from './etcLookups.ts';
export { type LoadResult, loadConfig } from './load.ts';
export type { GroupRecord, Lookups, UserRecord } from './lookups.ts';
export type { Place, Problem, Severity } from './problem.ts';
export { processSurroundings } from './surroundings.ts';
