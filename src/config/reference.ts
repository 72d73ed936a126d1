import type { ReloadEffect, Row } from './options/row.ts';
import { type Naming, SECTIONS, type SectionKind } from './options/sections.ts';
import { defaultWords } from './sample.ts';

/** Every option of every section, as Markdown. */
export function renderOptionReference(): string {
  return Object.entries(SECTIONS)
    .map(([kind, section]) => sectionReference(kind, section))
    .join('\n');
}

const HEADINGS: Readonly<Record<Naming, (kind: string) => string>> = {
  single: (kind) => `\`[${kind}]\``,
  named: (kind) => `\`[${kind}:name]\``,
  both: (kind) => `\`[${kind}]\` or \`[${kind}:name]\``,
};

function sectionReference(kind: string, { naming, table, doc }: SectionKind): string {
  const lines = [
    `## ${HEADINGS[naming](kind)}`,
    '',
    doc,
    '',
    '| Option | Type | Default | Meaning | A change takes effect |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(table).map(([key, row]) => rowReference(key, row)),
    '',
  ];
  return lines.join('\n');
}

const EFFECTS: Readonly<Record<ReloadEffect, string>> = {
  group: 'with `update`, which restarts the group',
  reread: 'with `reread`',
  daemon: 'when the daemon is restarted (`reload`)',
  client: 'at the next `supervisorctl`',
};

function rowReference(key: string, row: Row<unknown>): string {
  const ours = row.ours === true ? ' Stock supervisord ignores it.' : '';
  const cells = [
    `\`${key}\``,
    row.type,
    defaultWords(row).replace(/^default: /, ''),
    row.doc + ours,
    EFFECTS[row.reload],
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
