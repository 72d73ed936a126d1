import { wrap } from '../util/wrap.ts';
import type { Block, OptionEntry, Page } from './blocks.ts';

/** The head of a manual page. */
export interface ManHead {
  readonly name: string;
  readonly section: number;
  /** For the NAME line. */
  readonly summary: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Program and version. */
  readonly source: string;
}

const WIDTH = 76;

/** A page in the man(7) language of roff. */
export function toMan({ name, section, summary, date, source }: ManHead, { blocks }: Omit<Page, 'title'>): string {
  const head = `.TH ${name.toUpperCase()} ${section} ${date} "${source}"`;
  return `${[head, '.SH NAME', `${plain(name)} \\- ${plain(summary)}`, ...blocks.flatMap(block)].join('\n')}\n`;
}

function block(of: Block, index: number, all: readonly Block[]): string[] {
  switch (of.kind) {
    case 'heading':
      return [of.level === 2 ? `.SH ${quoted(loud(of.text))}` : `.SS ${quoted(of.text)}`];
    case 'text':
      return [...paragraph(all[index - 1]), ...filled(of.text)];
    case 'code':
      return [...paragraph(all[index - 1]), '.RS 4', '.nf', ...of.lines.map(verbatim), '.fi', '.RE'];
    case 'terms':
      return of.entries.flatMap(([term, meaning]) => tagged(term, filled(meaning)));
    case 'options':
      return of.entries.flatMap(option);
  }
}

/** The first paragraph behind a heading needs no macro, and mandoc complains about one. */
function paragraph(before: Block | undefined): string[] {
  return before === undefined || before.kind === 'heading' ? [] : ['.PP'];
}

function option({ name, doc, example, facts }: OptionEntry): string[] {
  const sentence = `${facts.join('; ')}.`;
  const more = ['.br', ...filled(sentence.charAt(0).toUpperCase() + sentence.slice(1))];
  const shown = example === null ? [] : ['.br', ...filled(`Example: \`${example}\``)];
  return tagged(name, [...filled(doc), ...shown, ...more]);
}

function tagged(term: string, body: readonly string[]): string[] {
  return ['.TP', `\\fB${code(term)}\\fR`, ...(body.length === 0 ? ['\\&'] : body)];
}

/** Each sentence begins a line, as man(7) wants it. Links lose their address. */
function filled(text: string): string[] {
  const words = text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return words
    .split(/(?<=[a-z)\]`"'][.?!]) +(?=[^ ])/)
    .flatMap((sentence) => wrap(inline(sentence), WIDTH).map(guarded));
}

function inline(text: string): string {
  return text
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? `\\fB${code(part)}\\fR` : plain(part)))
    .join('');
}

/** Headings are in capitals, but for what is code. */
function loud(text: string): string {
  return text.replaceAll(/`[^`]*`|[^`]+/g, (part) => (part.startsWith('`') ? part : part.toUpperCase()));
}

function quoted(text: string): string {
  return `"${plain(text.replaceAll('`', '')).replaceAll('"', '\\(dq')}"`;
}

function verbatim(line: string): string {
  return guarded(code(line));
}

/** A line that begins with a dot or an apostrophe would be a request. */
function guarded(line: string): string {
  return /^['.]/.test(line) ? `\\&${line}` : line;
}

function plain(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('…', '...');
}

/** Signs that roff would make typographic are to be copied as they are typed. */
function code(text: string): string {
  return plain(text).replaceAll('-', '\\-').replaceAll("'", '\\(aq').replaceAll('^', '\\(ha').replaceAll('~', '\\(ti');
}
