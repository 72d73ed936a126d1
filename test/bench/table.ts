import type { Figure, Measure } from './experiment.ts';

export interface Row {
  readonly measure: Pick<Measure, 'title' | 'unit' | 'digits'>;
  /** In the order of the titles, ours first; undefined: not measured. */
  readonly figures: readonly (Figure | undefined)[];
}

/** Markdown; behind each other figure how many times ours it is. Whoever has no figure at all is left out. */
export function table(titles: readonly string[], rows: readonly Row[]): string {
  const columns = [...titles.keys()].filter((column) => rows.some(({ figures }) => figures[column] !== undefined));
  const body = rows.map(({ measure, figures }) => {
    const cells = columns.map((column) => {
      const text = figureText(figures[column], measure);
      const ratio = column === 0 ? '' : ratioText(figures[column], figures[0], measure);
      return ratio ? `${text} (${ratio})` : text;
    });
    return line([measure.title, ...cells]);
  });
  return [line(['', ...columns.map((column) => titles[column] ?? '')]), rule(columns.length), ...body].join('\n');
}

export function figureText(figure: Figure | undefined, { unit, digits }: Row['measure']): string {
  if (figure === undefined) return '';
  if (figure === 'never') return 'never';
  if (typeof figure !== 'number') return `over ${figure.over} s`;
  const text = figure.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text} ${unit}`.trim();
}

/** Empty where it would say nothing: nothing to divide by, or no end in sight. */
export function ratioText(figure: Figure | undefined, ours: Figure | undefined, { unit }: Row['measure']): string {
  if (typeof ours !== 'number' || ours === 0 || figure === undefined || figure === 'never') return '';
  if (typeof figure === 'number') return times(figure / ours);
  return `over ${times((figure.over * (unit === 'ms' ? 1000 : 1)) / ours)}`;
}

function times(ratio: number): string {
  return `×${ratio >= 100 ? Math.round(ratio).toLocaleString('en') : ratio.toPrecision(2)}`;
}

function line(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell ? ` ${cell} ` : ' ')).join('|')}|`;
}

function rule(columns: number): string {
  return `|---|${'---:|'.repeat(columns)}`;
}
