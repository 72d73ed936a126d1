/** A page of documentation before it is Markdown or a manual page. Code in a text stands between backticks. */
export interface Page {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string; readonly anchor?: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly language: 'sh' | 'ini' | 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'terms'; readonly heads: readonly [term: string, meaning: string]; readonly entries: Terms }
  | { readonly kind: 'options'; readonly entries: readonly OptionEntry[] };

/** What is explained, and the explanation. */
export type Terms = readonly (readonly [term: string, meaning: string])[];

/** One option of a section. */
export interface OptionEntry {
  readonly name: string;
  readonly anchor: string;
  readonly doc: string;
  /** A line that shows it in use, or null. */
  readonly example: string | null;
  /** What else there is to know, each a few words. */
  readonly facts: readonly string[];
}

export function heading(level: 2 | 3, text: string, anchor?: string): Block {
  return anchor === undefined ? { kind: 'heading', level, text } : { kind: 'heading', level, text, anchor };
}

export function text(...paragraphs: readonly string[]): Block[] {
  return paragraphs.map((paragraph) => ({ kind: 'text', text: paragraph }));
}

export function terms(term: string, meaning: string, entries: Terms): Block {
  return { kind: 'terms', heads: [term, meaning], entries };
}
