import type { ReloadEffect, Row } from '../config/options/row.ts';
import { type Naming, PROGRAM, SECTIONS, type SectionKind } from '../config/options/sections.ts';
import { defaultWords } from '../config/sample.ts';
import { type Block, heading, type OptionEntry, type Page, text } from './blocks.ts';
import { fileFormat } from './fileFormat.ts';
import { markCode } from './markCode.ts';

/** Every option of every section. */
export function optionsPage(): Page {
  return {
    title: 'Options of the configuration file',
    blocks: [...fileFormat(), ...Object.entries(SECTIONS).flatMap(([kind, section]) => sectionBlocks(kind, section))],
  };
}

const NAMES: Readonly<Record<Naming, (kind: string) => string>> = {
  single: (kind) => `\`[${kind}]\``,
  named: (kind) => `\`[${kind}:NAME]\``,
  both: (kind) => `\`[${kind}]\` or \`[${kind}:NAME]\``,
};

function sectionBlocks(kind: string, section: SectionKind): Block[] {
  const own = Object.entries(section.table).filter(([key, row]) => kind === 'program' || PROGRAM[key] !== row);
  return [
    heading(2, NAMES[section.naming](kind), kind),
    ...text(markCode(section.doc), ...(section.free === true ? [FREE] : [])),
    { kind: 'options', entries: own.map(([key, row]) => entryOf(kind, key, row)) },
  ];
}

const FREE = 'Other keys are settings of the plug-in that it names.';

function entryOf(kind: string, name: string, row: Row<unknown>): OptionEntry {
  return {
    name,
    anchor: `${kind}.${name}`,
    doc: markCode(row.doc),
    example: row.sample === undefined ? null : `${name}=${row.sample}`,
    facts: factsOf(row),
  };
}

function factsOf(row: Row<unknown>): string[] {
  return [
    row.type,
    defaultOf(row),
    ...(row.ours === true ? ['tsupervisord only: Supervisor ignores it'] : []),
    ...(row.expands === 'process' ? ['may contain `%(process_num)d`'] : []),
    ...(row.rpc === null ? [] : [`\`${row.rpc}\` in getAllConfigInfo`]),
    `a change takes effect ${EFFECTS[row.reload]}`,
  ];
}

function defaultOf(row: Row<unknown>): string {
  const literal = row.meaning === undefined && typeof row.default === 'string' && row.default !== '';
  return literal ? `default: \`${row.default}\`` : markCode(defaultWords(row));
}

const EFFECTS: Readonly<Record<ReloadEffect, string>> = {
  group: 'with `update`, which restarts the group',
  reread: 'with `reread`',
  daemon: 'when the daemon is restarted (`reload`)',
  client: 'at the next `tsupervisorctl`',
};
