import type { Config, ProcessConfig } from '../../model/config.ts';
import { machineOf, type Surroundings } from '../context.ts';
import { createStore, type Section } from '../dialect/store.ts';
import { ConfigError } from '../problem.ts';
import { inheritEnvironment } from './inheritEnvironment.ts';
import { startLoading, stopAtFirst } from './loading.ts';
import { readProcesses } from './processes.ts';

export interface AddedProgram {
  readonly name: string;
  /** Of the group that it is to be in. */
  readonly group: string;
  /** Keys and values as they would stand in `[program:name]`. */
  readonly options: Readonly<Record<string, string>>;
}

export type AddedProcesses =
  | { readonly ok: true; readonly processes: readonly ProcessConfig[]; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly error: string };

/** The processes of a program that no file has: what it would mean in the file that is in force. */
export function readAddedProgram(program: AddedProgram, config: Config, surroundings: Surroundings): AddedProcesses {
  const loading = startLoading(config.file, machineOf(surroundings), createStore(), stopAtFirst);
  const { environment } = config.supervisord;
  for (const [name, value] of Object.entries(environment)) loading.environ.set(`ENV_${name}`, value);
  try {
    const processes = readProcesses(loading, sectionOf(program, config), program.group);
    return {
      ok: true,
      warnings: loading.warnings,
      processes: processes.map((each) => inheritEnvironment(each, environment)),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, error: error.message };
  }
}

function sectionOf({ name, options }: AddedProgram, { file, program_default }: Config): Section {
  const own = Object.entries(options).map(([key, value]) => [key.toLowerCase(), value] as const);
  const entries = [...Object.entries(program_default), ...own].map(
    ([key, value]) => [key, { value, file, line: 0 }] as const,
  );
  return { name: `program:${name}`, file, line: 0, entries: new Map(entries) };
}
