import type { ReaderObserver } from '../dialect/reader.ts';
import { kindOf } from '../options/sections.ts';
import type { Problem } from '../problem.ts';
import { strip } from '../python/text.ts';
import { openQuote } from './quotes.ts';

export interface LineObserver extends Required<ReaderObserver> {
  startFile(file: string): void;
}

/** Watches the lines go by for what the reader accepts in silence but nobody can have meant. */
export function lookAtLines(main: string, add: (problem: Problem) => void): LineObserver {
  let file = main;
  let seen = new Map<string, number>();
  let quote = '';
  let section: string | null = null;

  function warn(line: number, key: string | null, message: string, hint: string | null): void {
    add({ severity: 'warning', file, line, section, key, message, hint });
  }

  function lookAtCut(line: number, key: string, raw: string, comment: number, from: number): void {
    const end = comment > 0 ? comment : raw.length;
    quote = openQuote(raw.slice(from, end), quote);
    if (comment > 0 && quote !== '' && raw.includes(quote, comment)) {
      const mark = raw.charAt(comment);
      warn(
        line,
        key,
        `the comment from " ${mark}" on cuts a quoted text`,
        `write ${mark} without white space before it`,
      );
    }
  }

  function lookForRepetition(line: number, id: string, key: string | null, what: string): void {
    const before = seen.get(id);
    if (before !== undefined) warn(line, key, `${what} line ${before} again`, null);
    seen.set(id, line);
  }

  return {
    startFile(name) {
      file = name;
      seen = new Map();
      section = null;
    },
    header({ name, line, rest }) {
      section = name;
      lookForRepetition(line, `[${name}]`, null, 'opens the section of');
      if (strip(rest) !== '')
        warn(line, null, `the text behind the ] is ignored: ${strip(rest)}`, 'put it on a line of its own');
    },
    option({ key, line, raw, comment }) {
      quote = '';
      if (key.startsWith('[')) warn(line, key, 'a section header without its closing ]', `write ${strip(raw)}]`);
      lookForRepetition(line, `${section}\n${key}`, key, 'sets the key of');
      lookAtCut(line, key, raw, comment, raw.search(/[=:]/) + 1);
    },
    continuation({ key, line, raw, comment }) {
      const name = /^\[([^\]]+)\]$/.exec(strip(raw))?.[1] ?? '';
      if (kindOf(name) !== null)
        warn(line, key, `an indented [${name}] is part of the value above`, 'start it at the left margin');
      lookAtCut(line, key, raw, comment, 0);
    },
  };
}
