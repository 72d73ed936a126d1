/** What came of the variables in a text. */
export interface Interpolated {
  readonly text: string;
  /** Variables that were replaced, with what they were replaced by. */
  readonly used: readonly (readonly [name: string, value: string, source: 'default' | 'set' | 'missing'])[];
  /** `${NAME:?message}`, or a `${` that starts no expression. */
  readonly errors: readonly string[];
}

type Lookup = (name: string) => string | undefined;

/** Compose's own expressions: `$NAME`, `${NAME}`, `${NAME:-x}`, `-`, `:?`, `?`, `:+`, `+`, nested ones, and `$$`. Any other `$` is one. */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  const used: Interpolated['used'][number][] = [];
  const errors: string[] = [];
  const run = (part: string): string => {
    let out = '';
    for (let at = 0; at < part.length; ) {
      const dollar = part.indexOf('$', at);
      if (dollar === -1) return out + part.slice(at);
      out += part.slice(at, dollar);
      const piece = readPiece(part, dollar);
      at = piece.end;
      if ('literal' in piece) out += piece.literal;
      else if ('error' in piece) errors.push(piece.error);
      else out += value(piece);
    }
    return out;
  };
  const value = ({ name, operator, operand }: Expression): string => {
    const set = lookup(name);
    const there = set !== undefined && (set !== '' || !operator.startsWith(':'));
    if (operator.endsWith('+')) return there ? run(operand) : '';
    if (there || (set !== undefined && operator === '')) {
      used.push([name, set, 'set']);
      return set;
    }
    if (operator.endsWith('?')) errors.push(`${name} has to be set${operand === '' ? '' : `: ${run(operand)}`}`);
    const text = operator.endsWith('-') ? run(operand) : '';
    used.push([name, text, operator.endsWith('-') ? 'default' : 'missing']);
    return text;
  };
  return { text: run(text), used, errors };
}

interface Expression {
  readonly name: string;
  readonly operator: string;
  readonly operand: string;
  readonly end: number;
}

type Piece =
  | Expression
  | { readonly literal: string; readonly end: number }
  | { readonly error: string; readonly end: number };

function readPiece(text: string, dollar: number): Piece {
  if (text.charAt(dollar + 1) === '$') return { literal: '$', end: dollar + 2 };
  const name = /^[A-Za-z_]\w*/.exec(text.slice(dollar + 1))?.[0];
  if (name !== undefined) return { name, operator: '', operand: '', end: dollar + 1 + name.length };
  if (text.charAt(dollar + 1) !== '{') return { literal: '$', end: dollar + 1 };
  const end = closing(text, dollar + 2);
  const [, inner, operator = '', operand = ''] =
    /^([A-Za-z_]\w*)(?:(:?[-?+])([\s\S]*))?$/.exec(end === -1 ? '' : text.slice(dollar + 2, end)) ?? [];
  if (inner === undefined) return { error: `not an expression: ${text.slice(dollar)}`, end: text.length };
  return { name: inner, operator, operand, end: end + 1 };
}

function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++;
    else if (text.charAt(at) === '}' && --depth === 0) return at;
  }
  return -1;
}
