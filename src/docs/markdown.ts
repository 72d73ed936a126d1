import { wrap } from '../util/wrap.ts';
import type { Block, OptionEntry, Page } from './blocks.ts';

const WIDTH = 120;

/** A page as Markdown, as GitHub shows it. */
export function toMarkdown({ title, blocks }: Page): string {
  return `${[`# ${title}`, ...blocks.map(block)].join('\n\n')}\n`;
}

function block(of: Block): string {
  switch (of.kind) {
    case 'heading':
      return `${anchor(of.anchor)}${'#'.repeat(of.level)} ${inline(of.text)}`;
    case 'text':
      return paragraph(of.text);
    case 'code':
      return [`\`\`\`${of.language}`, ...of.lines, '```'].join('\n');
    case 'terms':
      return table(of.heads, of.entries);
    case 'options':
      return of.entries.map(option).join('\n\n');
  }
}

function anchor(name: string | undefined): string {
  return name === undefined ? '' : `<a id="${name}"></a>\n\n`;
}

function option({ name, anchor: id, doc, example, facts }: OptionEntry): string {
  const shown = example === null ? [] : [`\`${example}\``];
  return [`${anchor(id)}### \`${name}\``, paragraph(doc), ...shown, facts.map(inline).join(' · ')].join('\n\n');
}

function paragraph(text: string): string {
  return wrap(inline(text), WIDTH).join('\n');
}

function table(heads: readonly [string, string], entries: readonly (readonly [string, string])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = entries.map(([term, meaning]) => row([cell(`\`${term}\``), cell(meaning)]));
  return [row(heads), '| --- | --- |', ...body].join('\n');
}

function cell(text: string): string {
  return inline(text).replaceAll('|', '\\|');
}

/** What means something in Markdown, outside of code, is taken as it stands. */
function inline(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[*_<[\]\\]/g, (sign) => escaped(sign, part))))
    .join('');
}

/** Links are written as such in the texts of this folder. */
function escaped(sign: string, part: string): string {
  if ('[]'.includes(sign) && part.includes('](')) return sign;
  return `\\${sign}`;
}
