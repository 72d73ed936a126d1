import { firstNonSpace, rstrip, strip } from '../python/text.ts';
import { commentStart } from './comments.ts';
import { type BrokenLine, missingHeader, parsingError } from './errors.ts';
import { splitLines } from './lines.ts';
import { DEFAULT_SECTION, type Entry, type Section, type Store, type Touched } from './store.ts';

/** What the reader sees besides the meaning of a file; `--check` listens. */
export interface ReaderObserver {
  header?(place: { readonly name: string; readonly line: number; readonly raw: string; readonly rest: string }): void;
  option?(place: OptionLine): void;
  continuation?(place: OptionLine): void;
}

/** A line of an option's value. */
interface OptionLine {
  readonly section: string;
  readonly key: string;
  readonly line: number;
  readonly raw: string;
  readonly comment: number;
}

/**
 * Reads one file's text into the store by the rules of Python's RawConfigParser with inline comments, not strict.
 * Throws ConfigError with the sentence of ParsingError or MissingSectionHeaderError.
 */
export function readInto(store: Store, text: string, file: string, observer: ReaderObserver = {}): Touched {
  const reader = new Reader(store, file, observer);
  splitLines(text).forEach((line, index) => {
    reader.line(line, index + 1);
  });
  return reader.finish();
}

/** A value being collected. */
interface OpenValue {
  readonly key: string;
  readonly line: number;
  readonly parts: string[];
}

const HEADER = /^\[([^\n]+)\]/;
const DELIMITER = /[=:]/;

class Reader {
  readonly #store: Store;
  readonly #file: string;
  readonly #observer: ReaderObserver;
  readonly #broken: BrokenLine[] = [];
  readonly #touched = new Set<Section>();
  #section: Section | null = null;
  #value: OpenValue | null = null;
  #indent = 0;

  constructor(store: Store, file: string, observer: ReaderObserver) {
    this.#store = store;
    this.#file = file;
    this.#observer = observer;
  }

  line(raw: string, number: number): void {
    const comment = commentStart(raw);
    const content = strip(comment === -1 ? raw : raw.slice(0, comment));
    if (content === '') {
      if (comment === -1) this.#value?.parts.push('');
      return;
    }
    const indent = Math.max(firstNonSpace(raw), 0);
    if (this.#value !== null && indent > this.#indent) this.#continue(content, raw, number, comment);
    else this.#start(content, raw, number, comment, indent);
  }

  finish(): Touched {
    this.#close();
    if (this.#broken.length > 0) throw parsingError(this.#file, this.#broken);
    const defaults = this.#touched.delete(this.#store.defaults);
    return { sections: this.#touched, defaults };
  }

  #continue(content: string, raw: string, line: number, comment: number): void {
    if (this.#value === null || this.#section === null) return;
    this.#value.parts.push(content);
    this.#observer.continuation?.({ section: this.#section.name, key: this.#value.key, line, raw, comment });
  }

  #start(content: string, raw: string, line: number, comment: number, indent: number): void {
    this.#indent = indent;
    const name = HEADER.exec(content)?.[1];
    if (name !== undefined) this.#open(name, content, raw, line);
    else if (this.#section === null) throw missingHeader(this.#file, line, raw);
    else this.#option(this.#section, content, raw, line, comment);
  }

  #open(name: string, content: string, raw: string, line: number): void {
    this.#close();
    this.#section = this.#sectionNamed(name, line);
    this.#touched.add(this.#section);
    this.#observer.header?.({ name, line, raw, rest: content.slice(name.length + 2) });
  }

  #sectionNamed(name: string, line: number): Section {
    const known = this.#store.sections.get(name);
    if (known !== undefined) return known;
    if (name === DEFAULT_SECTION) return this.#store.defaults;
    const section: Section = { name, file: this.#file, line, entries: new Map() };
    this.#store.sections.set(name, section);
    return section;
  }

  #option(section: Section, content: string, raw: string, line: number, comment: number): void {
    const at = content.search(DELIMITER);
    if (at <= 0) this.#broken.push({ line, text: raw });
    if (at === -1) return;
    this.#close();
    if (at === 0) return;
    const key = rstrip(content.slice(0, at)).toLowerCase();
    this.#value = { key, line, parts: [strip(content.slice(at + 1))] };
    this.#observer.option?.({ section: section.name, key, line, raw, comment });
  }

  /** Stores the open value; a later one of the same name takes its place. */
  #close(): void {
    if (this.#value === null || this.#section === null) return;
    const { key, line, parts } = this.#value;
    const value = parts.length === 1 ? (parts[0] ?? '') : rstrip(parts.join('\n'));
    const entry: Entry = { value, file: this.#file, line };
    this.#section.entries.set(key, entry);
    this.#value = null;
  }
}
