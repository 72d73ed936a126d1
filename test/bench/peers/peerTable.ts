import type { Measure } from '../measure.ts';

export interface PeerRow {
  readonly measure: Measure;
  /** In the order of the titles; undefined: not measured. */
  readonly figures: readonly (number | undefined)[];
  readonly failed?: boolean;
}

/** A markdown table: ours first; behind each other figure how many times ours it is. */
export function peerTable(titles: readonly string[], rows: readonly PeerRow[]): string {
  const body = rows.map(({ measure, figures }) => {
    const [ours] = figures;
    const cells = figures.map((figure, index) => {
      if (figure === undefined || Number.isNaN(figure)) return '';
      if (figure === Number.POSITIVE_INFINITY) return 'never';
      const text = `${figure.toFixed(measure.digits)} ${measure.unit}`.trim();
      return index === 0 || !ours ? text : `${text} (${times(figure / ours)})`;
    });
    return `| ${[measure.title, ...cells].join(' | ')} |`;
  });
  return [`| | ${titles.join(' | ')} |`, `|---|${titles.map(() => '---:').join('|')}|`, ...body].join('\n');
}

function times(ratio: number): string {
  return `×${ratio >= 100 ? Math.round(ratio) : ratio.toPrecision(2)}`;
}
