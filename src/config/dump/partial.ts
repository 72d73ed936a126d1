import { expand, type Names } from '../expand.ts';
import { type Directive, type DirectiveReader, parseDirective } from '../python/directive.ts';
import { escapePercent } from './iniText.ts';

/** Expands a template but for the expressions that it keeps; the result is a template that means the same. */
export function expandPartly(template: string, names: Names, keep: (name: string) => boolean): string {
  let out = '';
  let at = 0;
  for (let start = template.indexOf('%'); start !== -1; start = template.indexOf('%', at)) {
    const directive = parseDirective(template, start, UNINTERESTED);
    out += template.slice(at, start) + rewritten(template, directive, names, keep);
    at = directive.end;
  }
  return out + template.slice(at);
}

const UNINTERESTED: DirectiveReader = { select: () => undefined, star: () => 0 };

function rewritten(template: string, directive: Directive, names: Names, keep: (name: string) => boolean): string {
  const text = template.slice(directive.start, directive.end);
  if (text === '%%' || (directive.key !== null && keep(directive.key))) return text;
  return escapePercent(expand(text, names, ''));
}
