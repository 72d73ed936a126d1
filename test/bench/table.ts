import type { Measure, Target } from './measure.ts';

export interface Row {
  readonly measure: Measure;
  readonly reference: number | undefined;
  readonly ours: number | undefined;
}

export interface Titles {
  readonly reference: string;
  readonly ours: string;
}

/** A markdown table; ratios are ours divided by the reference's. */
export function markdown(rows: readonly Row[], titles: Titles): string {
  const cells = [
    ['', titles.reference, titles.ours, 'ratio', 'target', ''],
    ...rows.map(({ measure, reference, ours }) => [
      measure.title,
      figure(reference, measure),
      figure(ours, measure),
      ratio(reference, ours),
      measure.target ? describe(measure.target, measure) : '',
      verdict(measure.target, reference, ours),
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const [head, ...body] = cells.map((row) => `| ${row.map((cell, i) => pad(cell, widths[i] ?? 0, i)).join(' | ')} |`);
  const rule = `|${widths.map((width, i) => (isNumber(i) ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`;
  return [head, rule, ...body].join('\n');
}

export function isMet(target: Target | undefined, reference: number | undefined, ours: number | undefined) {
  if (!target || ours === undefined) return undefined;
  if ('limit' in target) return ours <= target.limit;
  if (reference === undefined) return undefined;
  return 'atMost' in target ? ours / reference <= target.atMost : ours / reference >= target.atLeast;
}

function isNumber(column: number): boolean {
  return column >= 1 && column <= 3;
}

function pad(cell: string, width: number, column: number): string {
  return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
}

function figure(value: number | undefined, { unit, digits }: Measure): string {
  return value === undefined ? '' : `${value.toFixed(digits)} ${unit}`.trim();
}

function ratio(reference: number | undefined, ours: number | undefined): string {
  return reference && ours !== undefined ? (ours / reference).toPrecision(2) : '';
}

function describe(target: Target, { unit }: Measure): string {
  if ('limit' in target) return `≤ ${target.limit} ${unit}`.trim();
  return 'atMost' in target ? `≤ ${target.atMost} ×` : `≥ ${target.atLeast} ×`;
}

function verdict(...args: Parameters<typeof isMet>): string {
  const met = isMet(...args);
  return met === undefined ? '' : met ? 'met' : 'MISSED';
}
