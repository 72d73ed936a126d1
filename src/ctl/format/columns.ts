import { padRight } from './pad.ts';

/** Words in as few lines as fit into `width`, sorted downwards: how Python's `cmd` shows a list of topics. */
export function columns(words: readonly string[], width: number): string[] {
  for (let rows = 1; rows < words.length; rows++) {
    const cut = slices(words, rows);
    const widths = cut.map((column) => Math.max(...column.map((word) => word.length)));
    if (widths.reduce((sum, each) => sum + each, 2 * (widths.length - 1)) <= width) return lines(cut, widths, rows);
  }
  return [...words];
}

function slices(words: readonly string[], rows: number): string[][] {
  const count = Math.ceil(words.length / rows);
  return Array.from({ length: count }, (_, column) => words.slice(column * rows, (column + 1) * rows));
}

function lines(cut: readonly (readonly string[])[], widths: readonly number[], rows: number): string[] {
  return Array.from({ length: rows }, (_, row) =>
    cut
      .map((column, index) => ({ word: column[row] ?? '', width: widths[index] ?? 0 }))
      .filter(({ word }) => word !== '')
      .map(({ word, width }) => padRight(word, width))
      .join('  '),
  );
}
