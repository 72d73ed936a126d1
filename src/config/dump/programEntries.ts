import type { ProcessConfig } from '../../model/config.ts';
import { lookUp, type Section } from '../dialect/store.ts';
import type { Loading, MadeProgram } from '../load/loading.ts';
import { OWN, SHARED, STDERR, STDOUT, type StreamRows } from '../options/program.ts';
import type { Row, Table } from '../options/row.ts';
import { escapePercent, iniText } from './iniText.ts';
import { expandPartly } from './partial.ts';
import { type Entries, valueText } from './rows.ts';

/** A program section, with every time that it was understood (two groups may name it). */
export interface DumpedProgram {
  readonly source: Loading;
  readonly section: Section;
  readonly made: readonly MadeProgram[];
}

/** The options that every kind of program has. */
export function programEntries(program: DumpedProgram): Entries {
  const { numprocs = 1, numprocs_start = 0 } = program.made[0] ?? {};
  const texts: (readonly [string, string | null])[] = [
    ['process_name', processNameText(program)],
    ['numprocs', String(numprocs)],
    ['numprocs_start', String(numprocs_start)],
    ['priority', priorityText(program)],
    ...Object.entries(ROWS).map(([key, row]) => [key, rowText(program, key, row)] as const),
  ];
  return texts.flatMap(([key, text]) => (text === null ? [] : [[key, text] as const]));
}

const { priority, numprocs, numprocs_start, ...SHARED_ROWS } = SHARED;

/** Options whose value a process shows under the same name (`user`: as `uid`). */
const ROWS: Table = { ...OWN, ...SHARED_ROWS, ...streamTable('stdout', STDOUT), ...streamTable('stderr', STDERR) };

function streamTable(stream: string, rows: StreamRows): Table {
  return {
    [`${stream}_logfile`]: rows.logfile,
    [`${stream}_logfile_backups`]: rows.backups,
    [`${stream}_logfile_maxbytes`]: rows.maxbytes,
    [`${stream}_syslog`]: rows.syslog,
  };
}

/** The value where all processes share it, else the template with everything resolved that they share. */
function rowText(program: DumpedProgram, key: string, row: Row<unknown>): string | null {
  const values = new Set(processesOf(program).map((process) => valueText(row, property(process, key))));
  const [value] = values;
  if (values.size !== 1 || value === undefined) return templateText(program, key);
  if (value === null) return null;
  return iniText(key.endsWith('_logfile') ? escapePercent(value) : value, true) ?? originalOf(program, key);
}

function property(process: ProcessConfig, key: string): unknown {
  const values: Readonly<Record<string, unknown>> = { ...process };
  return values[key === 'user' ? 'uid' : key];
}

function templateText(program: DumpedProgram, key: string): string | null {
  const original = originalOf(program, key);
  const [first] = program.made;
  if (original === null || first === undefined) return original;
  const keep = (name: string) => VARYING.has(name) || program.made.some(({ own }) => own.has(name));
  // Without any process nothing was ever expanded: what is wrong with such a text has not mattered yet.
  if (first.numprocs < 1) return original;
  return iniText(expandPartly(original, [program.source.environ, first.common], keep), true) ?? original;
}

/** Expressions that differ from process to process, or from group to group. */
const VARYING: ReadonlySet<string> = new Set(['process_num', 'numprocs', 'group_name']);

/** What the name may have once it is expanded, but not before. */
const UNFIT = /[ :/]/;

function processNameText(program: DumpedProgram): string | null {
  const text = templateText(program, 'process_name');
  return text !== null && UNFIT.test(text) ? originalOf(program, 'process_name') : text;
}

/** Left out where it is not set: the processes of a listener have another default than their pool. */
function priorityText(program: DumpedProgram): string | null {
  const original = originalOf(program, 'priority');
  const [process] = processesOf(program);
  return original === null || process === undefined ? original : String(process.priority);
}

function processesOf({ made }: DumpedProgram): ProcessConfig[] {
  return made.flatMap(({ processes }) => processes);
}

function originalOf({ source, section }: DumpedProgram, key: string): string | null {
  return lookUp(source.store, section, key)?.value ?? null;
}
