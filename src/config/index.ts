/**
 * The configuration layer: everything from the text of a supervisord.conf to plain data, and back. What a daemon needs
 * only when asked for it is not here, so that it can be loaded then: check/, dump/, sample.ts.
 */
export type { CommandLine, Overrides, UsageError } from './commandline/commandLine.ts';
export { type CommandLineContext, parseCommandLine } from './commandline/parse.ts';
export { usageError } from './commandline/usage.ts';
export type { Surroundings } from './context.ts';
export { type ConfigDiff, diffConfig, diffGroups, type GroupChange, type OptionChange } from './diff.ts';
export { etcLookups } from './etcLookups.ts';
export { type LoadResult, loadConfig } from './load.ts';
export { type CtlLoadResult, loadCtlConfig } from './loadCtl.ts';
export type { GroupRecord, Lookups, UserRecord } from './lookups.ts';
export type { Place, Problem, Severity } from './problem.ts';
export { type RealizedConfig, type RealizeResult, realizeOptions, serverUrl } from './realize.ts';
export { findConfigFile, type Search, searchPaths } from './search.ts';
export { processSurroundings } from './surroundings.ts';
